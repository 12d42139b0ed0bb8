/* Names of places on a Leaflet map without base tiles: beside their dots, and where few of them are
   in view, on signs at the rim that say which places lie that way and how far. */

const LABEL = { height: 18, letter: 7.2, dot: 16 };
const FEW = 4; /* names in view: with fewer one needs signs to know where one is */
const MOST_SIGNS = 5;
const FAR = 15_000; /* metres: beyond this a sign says little */
const GAP = 4; /* pixels between a sign and the rim */
const ALONG = [1, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52]; /* where on the way from the rim inwards a sign may stand */
const LINE = { color: "#d4351c", weight: 2, dashArray: "2 6", interactive: false };
const ARROWS = "↑↗→↘↓↙←↖";

const apart = (one, other) =>
  one.left > other.right || one.right < other.left || one.top > other.bottom || one.bottom < other.top;

/* Where the buttons, the scale and the source stand, in pixels of the map. */
function controls(map) {
  const canvas = map.getContainer();
  const origin = canvas.getBoundingClientRect();
  const found = canvas.parentElement.querySelectorAll(".app-map__zoom, .leaflet-control");
  return [...found].map((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return {
      left: left - origin.left, right: right - origin.left, top: top - origin.top, bottom: bottom - origin.top,
    };
  });
}

/* The box of a place's dot and name. A name that would be cut off by the right edge stands to the left
   of its dot. */
function boxOf(place, { x, y }, width) {
  place.leftwards = x + place.width > width;
  const [left, right] = place.leftwards ? [x - place.width, x + 5] : [x - 5, x + place.width];
  return { left, right, top: y - LABEL.height / 2, bottom: y + LABEL.height / 2 };
}

/* The places whose names fit, the first ones first, and the boxes that are taken then. */
function fitting(map, places) {
  const taken = controls(map);
  const near = map.getBounds().pad(0.3);
  const shown = places.filter((place) => {
    if (!near.contains(place.at)) return false;
    place.width = place.name.length * LABEL.letter + LABEL.dot;
    const box = boxOf(place, map.latLngToContainerPoint(place.at), map.getSize().x);
    const free = taken.every((other) => apart(box, other));
    if (free) taken.push(box);
    return free;
  });
  return { shown, taken };
}

function label(place) {
  const name = document.createElement("span");
  name.textContent = place.name;
  const className = place.leftwards ? "app-map__place app-map__place--left" : "app-map__place";
  const icon = L.divIcon({ className, html: name, iconSize: null, iconAnchor: [3, 9] });
  return L.marker(place.at, { icon, interactive: false, keyboard: false, alt: "" });
}

/* The place nearest to `here` in each eighth of the compass, of those out of view; the nearest first. */
function beyond(map, places, here, eighth) {
  const [view, seen] = [map.getBounds(), new Set()];
  return places
    .filter((place) => !view.contains(place.at))
    .map((place) => ({ place, metres: here.distanceTo(place.at), way: eighth(here, place.at) }))
    .sort((a, b) => a.metres - b.metres)
    .filter(({ metres, way }, i) => (i === 0 || metres <= FAR) && !seen.has(way) && seen.add(way));
}

/* How far one may go from `from` by `step` times until `half` of a sign touches the rim. */
function reach(from, step, half, length) {
  if (!step) return Infinity;
  return ((step > 0 ? length - half - GAP : half + GAP) - from) / step;
}

/* Put a sign on the way from `from` to a place, as far out as it is free; or take it away again. */
function stand(sign, from, to, size, taken) {
  const [width, height] = [sign.offsetWidth / 2, sign.offsetHeight / 2];
  const step = to.subtract(from);
  const whole = Math.min(reach(from.x, step.x, width, size.x), reach(from.y, step.y, height, size.y));
  for (const part of ALONG) {
    const { x, y } = from.add(step.multiplyBy(whole * part));
    const box = { left: x - width, right: x + width, top: y - height, bottom: y + height };
    if (whole > 0 && taken.every((other) => apart(box, other))) {
      sign.style.left = `${box.left}px`;
      sign.style.top = `${box.top}px`;
      taken.push(box);
      return true;
    }
  }
  sign.remove();
  return false;
}

function signOf({ place, metres, way }, distance) {
  const sign = document.createElement("div");
  sign.className = "app-map__sign";
  sign.append(`${ARROWS[way]} ${place.name}`, document.createElement("br"), distance(metres));
  return sign;
}

/* Draw names and signs, and again whenever the map has moved; what comes back draws them at once.
   `pin()` is where the pin is, if it is; `eighth` and `distance` are those of the words below the map. */
export function drawNames(map, places, { pin, eighth, distance }) {
  const layer = L.layerGroup().addTo(map);
  const board = document.createElement("div");
  board.className = "app-map__signs";
  board.setAttribute("aria-hidden", "true");
  map.getContainer().after(board);
  const clear = () => board.replaceChildren();

  function draw() {
    clear();
    layer.clearLayers();
    const at = pin();
    const here = at && map.getBounds().contains(at) ? at : map.getCenter();
    const nearest = at && places.reduce((a, b) => (at.distanceTo(b.at) < at.distanceTo(a.at) ? b : a));
    const { shown, taken } = fitting(map, at ? [nearest, ...places.filter((one) => one !== nearest)] : places);
    for (const place of shown) label(place).addTo(layer);
    if (at) L.polyline([at, nearest.at], LINE).addTo(layer);
    const view = map.getBounds();
    if (shown.filter((place) => view.contains(place.at)).length >= FEW) return;
    const from = map.latLngToContainerPoint(here);
    taken.push({ left: from.x - 16, right: from.x + 16, top: from.y - 40, bottom: from.y + 2 });
    let left = MOST_SIGNS;
    for (const one of beyond(map, places, here, eighth)) {
      if (!left) break;
      const sign = signOf(one, distance);
      board.append(sign);
      if (stand(sign, from, map.latLngToContainerPoint(one.place.at), map.getSize(), taken)) left -= 1;
    }
  }

  map.on("movestart zoomstart", clear);
  map.on("moveend", draw);
  draw();
  return draw;
}
