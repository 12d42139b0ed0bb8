/* Lines of the National Grid on a Leaflet map, each square with the reference that one may type.
   `grid` holds where the lines cross every few kilometres (geo/graticule.py); between two crossings
   they are straight. */

const LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ";
const INTERVALS = [100, 1_000, 10_000]; /* metres */
const LEAST_PIXELS = 90;
const LINE = { color: "#6f777b", weight: 1, opacity: 0.7, interactive: false, pane: "grid" };

/* Longitude and latitude of an easting and a northing, between its four crossings. */
function placeOf(grid, easting, northing) {
  const across = (easting - grid.easting) / grid.step;
  const up = (northing - grid.northing) / grid.step;
  const column = Math.min(Math.max(Math.floor(across), 0), grid.columns - 2);
  const row = Math.min(Math.max(Math.floor(up), 0), grid.rows - 2);
  const [right, above] = [across - column, up - row];
  const at = (r, c) => grid.crossings[r * grid.columns + c];
  return [0, 1].map((axis) => {
    const low = at(row, column)[axis] * (1 - right) + at(row, column + 1)[axis] * right;
    const high = at(row + 1, column)[axis] * (1 - right) + at(row + 1, column + 1)[axis] * right;
    return low * (1 - above) + high * above;
  });
}

/* The other way round, by Newton's method: four steps bring it within a metre. */
function squareOf(grid, { lng, lat }) {
  let easting = grid.easting + (grid.step * grid.columns) / 2;
  let northing = grid.northing + (grid.step * grid.rows) / 2;
  for (let step = 0; step < 4; step += 1) {
    const here = placeOf(grid, easting, northing);
    const [a, c] = placeOf(grid, easting + 1_000, northing).map((value, axis) => value - here[axis]);
    const [b, d] = placeOf(grid, easting, northing + 1_000).map((value, axis) => value - here[axis]);
    const [x, y] = [lng - here[0], lat - here[1]];
    easting += (1_000 * (d * x - b * y)) / (a * d - b * c);
    northing += (1_000 * (a * y - c * x)) / (a * d - b * c);
  }
  return { easting, northing };
}

/* SK 97, SK 97 70 or SK 977 709, as exact as the squares are. */
function reference(easting, northing, interval) {
  const [east, north] = [Math.floor(easting / 100_000), Math.floor(northing / 100_000)];
  const first = 17 - 5 * Math.floor(north / 5) + Math.floor(east / 5);
  const second = 20 - 5 * (north % 5) + (east % 5);
  const letters = LETTERS[first] + LETTERS[second];
  const digits = 5 - Math.log10(interval);
  const [x, y] = [easting, northing].map((metres) =>
    String(Math.round((metres % 100_000) / interval)).padStart(digits, "0"),
  );
  return digits === 1 ? `${letters} ${x}${y}` : `${letters} ${x} ${y}`;
}

/* Every multiple of `interval` from one value to another. */
function multiples(from, to, interval) {
  const first = Math.floor(from / interval);
  return Array.from({ length: Math.ceil(to / interval) - first + 1 }, (_, i) => (first + i) * interval);
}

function intervalOf(map) {
  const middle = map.getSize().divideBy(2);
  const one = map.containerPointToLatLng(middle);
  const metres = map.distance(one, map.containerPointToLatLng(middle.add([100, 0]))) / 100;
  return INTERVALS.find((interval) => interval / metres >= LEAST_PIXELS);
}

function draw(map, grid, layer) {
  layer.clearLayers();
  const interval = intervalOf(map);
  if (!interval) return;
  const view = map.getBounds();
  const corners = ["getSouthWest", "getSouthEast", "getNorthWest", "getNorthEast"];
  const squares = corners.map((corner) => squareOf(grid, view[corner]()));
  const range = (axis) => {
    const values = squares.map((one) => one[axis]);
    return multiples(Math.min(...values), Math.max(...values), interval);
  };
  const [eastings, northings] = [range("easting"), range("northing")];
  const at = (easting, northing) => placeOf(grid, easting, northing).reverse();
  for (const e of eastings) L.polyline(northings.map((n) => at(e, n)), LINE).addTo(layer);
  for (const n of northings) L.polyline(eastings.map((e) => at(e, n)), LINE).addTo(layer);
  for (const e of eastings) {
    for (const n of northings) {
      const html = reference(e, n, interval);
      const icon = L.divIcon({ className: "app-map__square", html, iconSize: null, iconAnchor: [-4, 18] });
      L.marker(at(e, n), { icon, interactive: false, keyboard: false, alt: "", pane: "grid" }).addTo(layer);
    }
  }
}

/* Draw the grid, and again whenever the map has moved. */
export function drawGrid(map, grid) {
  map.createPane("grid").setAttribute("aria-hidden", "true");
  map.getPane("grid").classList.add("app-map__grid");
  const layer = L.layerGroup().addTo(map);
  map.on("moveend", () => draw(map, grid, layer));
  draw(map, grid, layer);
}
