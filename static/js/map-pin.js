/* A map to put a pin on: by tap, by click, by keyboard with the cross in the middle, or by asking the
   device. Writes longitude and latitude into the form's inputs and says in words where the pin is.
   Everything it needs to know stands in data attributes (templates/components/map.html). */

const LABEL = { height: 18, letter: 7.2, dot: 12 };
const FIRST_ZOOM_FOR_ALL = 13;
const FINGER = 12; /* pixels from the middle of a fingertip to its edge */
const CLOSE = { metres: 100, zoom: 14, zoomOnTiles: 16 };
const VAGUE = 10_000; /* metres: a device that knows no more than this knows no place */
const LOCATING = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const PIN = `<svg width="30" height="40" viewBox="0 0 30 40" aria-hidden="true" focusable="false">
  <path d="M15 1a14 14 0 0 0-14 14c0 10 14 24 14 24s14-14 14-24A14 14 0 0 0 15 1z" fill="#d4351c" stroke="#fff" stroke-width="2"/>
  <circle cx="15" cy="15" r="5" fill="#fff"/></svg>`;

const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

async function collection(url) {
  if (!url) return { type: "FeatureCollection", features: [] };
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

/* Places in the order of residents, each with the width of its label. */
function placesOf(geojson) {
  return geojson.features
    .map(({ geometry, properties }) => ({
      name: properties.name,
      residents: properties.residents || 0,
      at: L.latLng(geometry.coordinates[1], geometry.coordinates[0]),
      width: properties.name.length * LABEL.letter + LABEL.dot,
    }))
    .sort((a, b) => b.residents - a.residents);
}

/* The labels that fit at this zoom without touching one that stands there already. A name that would
   be cut off by the right edge stands to the left of its dot. */
function fitting(map, places) {
  const taken = [];
  return places.filter((place) => {
    const { x, y } = map.project(place.at, map.getZoom());
    place.leftwards = map.latLngToContainerPoint(place.at).x + place.width > map.getSize().x;
    const [left, right] = place.leftwards ? [x - place.width, x + 5] : [x - 5, x + place.width];
    const box = { left, right, top: y - LABEL.height, bottom: y + LABEL.height };
    const free = taken.every(
      (other) =>
        box.left > other.right || box.right < other.left || box.top > other.bottom || box.bottom < other.top,
    );
    if (free || map.getZoom() >= FIRST_ZOOM_FOR_ALL) taken.push(box);
    return free || map.getZoom() >= FIRST_ZOOM_FOR_ALL;
  });
}

/* Which eighth of the compass leads from one point to another, north first, clockwise. */
function eighth(from, to) {
  const east = (to.lng - from.lng) * Math.cos((to.lat * Math.PI) / 180);
  return (Math.round((Math.atan2(east, to.lat - from.lat) * 4) / Math.PI) + 8) % 8;
}

class PinMap {
  constructor(element) {
    this.element = element;
    this.say = element.dataset;
    this.longitude = document.getElementById(this.say.longitude);
    this.latitude = document.getElementById(this.say.latitude);
    this.within = document.getElementById(this.say.within);
    this.status = element.querySelector("[role=status]");
    this.places = [];
    this.tiled = Boolean(this.say.tilesUrl || this.say.tilesFile);
    const [west, south, east, north] = this.say.bounds.split(",").map(Number);
    this.bounds = L.latLngBounds([south, west], [north, east]).pad(0.08);
  }

  start() {
    this.element.querySelector(".app-map__without").hidden = true;
    this.element.querySelector(".app-map__with").hidden = false;
    const canvas = this.element.querySelector(".app-map__canvas");
    this.map = L.map(canvas, {
      zoomControl: false,
      maxBounds: this.bounds.pad(0.3),
      maxZoom: 18,
      zoomSnap: 0.5,
      scrollWheelZoom: "center",
      zoomAnimation: !STILL,
      fadeAnimation: !STILL,
      inertia: !STILL,
    });
    if (STILL) this.map.panBy = (by) => L.Map.prototype.panBy.call(this.map, by, { animate: false });
    this.map.attributionControl.setPrefix(false);
    if (this.say.source) this.map.attributionControl.addAttribution(this.say.source);
    L.control.scale({ position: "topleft" }).addTo(this.map);
    this.map.fitBounds(this.bounds, { paddingBottomRight: [40, 0] });
    this.map.setMinZoom(this.map.getZoom());
    this.tiles();
    this.labels = L.layerGroup().addTo(this.map);
    this.listen(canvas);
    this.pinFromInputs(true);
    this.load();
  }

  tiles() {
    const attribution = this.say.tilesAttribution;
    if (this.say.tilesFile && window.protomapsL) {
      const lang = document.documentElement.lang;
      const [url, maxDataZoom] = [this.say.tilesFile, Number(this.say.tilesDeepest)];
      protomapsL.leafletLayer({ url, maxDataZoom, flavor: "light", lang, attribution }).addTo(this.map);
    } else if (this.say.tilesUrl) {
      L.tileLayer(this.say.tilesUrl, { attribution, maxZoom: 18, referrerPolicy: "no-referrer" }).addTo(this.map);
    }
  }

  async load() {
    const [outlines, places] = await Promise.all([
      collection(this.say.outlinesUrl),
      collection(this.say.placesUrl),
    ]);
    const style = { color: "#505a5f", weight: 1.5, fillColor: "#fff", fillOpacity: this.tiled ? 0 : 1 };
    L.geoJSON(outlines, { interactive: false, style }).addTo(this.map);
    this.places = placesOf(places);
    if (this.pin) this.tell();
    if (this.tiled) return;
    this.map.on("zoomend", () => this.drawLabels());
    this.drawLabels();
    const { drawGrid } = await import(this.say.gridScript);
    drawGrid(this.map, places.grid);
  }

  listen(canvas) {
    const button = (name) => this.element.querySelector(`[data-${name}]`);
    const aim = (on) => this.element.classList.toggle("app-map--aiming", on);
    this.map.on("click", (event) => this.put(event.latlng));
    canvas.addEventListener("keydown", (event) => {
      if (event.key.startsWith("Arrow")) aim(true);
      if (["Enter", " "].includes(event.key) && event.target === canvas) {
        event.preventDefault();
        aim(true);
        this.put(this.map.getCenter());
      }
    });
    canvas.addEventListener("pointerdown", () => aim(false));
    button("put-pin").addEventListener("focus", () => aim(true));
    button("put-pin").addEventListener("click", () => this.put(this.map.getCenter()));
    button("remove-pin").addEventListener("click", () => this.remove());
    button("find-me").addEventListener("click", () => this.findMe());
    for (const [name, step] of [["zoom-in", 1], ["zoom-out", -1]]) {
      button(name).addEventListener("click", () => {
        aim(true);
        this.map.setZoom(this.map.getZoom() + step, { animate: false }); /* quick presses all count */
        this.status.textContent = fill(this.say.sayZoom, { number: Math.round(this.map.getZoom()) });
      });
    }
    for (const input of [this.longitude, this.latitude]) {
      input.addEventListener("change", () => this.pinFromInputs(false));
    }
  }

  drawLabels() {
    this.labels.clearLayers();
    for (const place of fitting(this.map, this.places)) {
      const name = document.createElement("span");
      name.textContent = place.name;
      const className = place.leftwards ? "app-map__place app-map__place--left" : "app-map__place";
      const icon = L.divIcon({ className, html: name, iconSize: null, iconAnchor: [3, 9] });
      L.marker(place.at, { icon, interactive: false, keyboard: false, alt: "" }).addTo(this.labels);
    }
  }

  pinFromInputs(first) {
    const [longitude, latitude] = [this.longitude, this.latitude].map((input) => parseFloat(input.value));
    const at = Number.isFinite(longitude) && Number.isFinite(latitude) && Math.abs(latitude) <= 90
      ? L.latLng(latitude, longitude)
      : null;
    if (!at || !this.bounds.contains(at)) return;
    this.show(at);
    this.map.setView(at, first ? 15 : this.map.getZoom());
  }

  show(at) {
    if (!this.pin) {
      const icon = L.divIcon({ className: "app-map__pin", html: PIN, iconSize: [30, 40], iconAnchor: [15, 39] });
      this.pin = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(this.map);
    }
    this.pin.setLatLng(at);
    this.offer();
    this.tell();
  }

  remove() {
    for (const input of [this.longitude, this.latitude, this.within]) input.value = "";
    this.pin.remove();
    this.pin = null;
    this.offer().focus();
    this.status.textContent = this.say.sayGone;
  }

  /* What can be done with the pin as it is: put one, or move or remove it. */
  offer() {
    const put = this.element.querySelector("[data-put-pin]");
    put.textContent = this.pin ? this.say.sayMove : this.say.sayPut;
    this.element.querySelector("[data-remove-pin]").hidden = !this.pin;
    return put;
  }

  /* Metres that a fingertip covers at this zoom: the pin is no more exact than that. */
  fingertip(at) {
    const point = this.map.latLngToContainerPoint(at);
    return at.distanceTo(this.map.containerPointToLatLng(point.add([FINGER, 0])));
  }

  put(at, metres = this.fingertip(at)) {
    if (!this.bounds.contains(at)) {
      this.status.textContent = this.say.sayOutside;
      return;
    }
    this.longitude.value = at.lng.toFixed(6);
    this.latitude.value = at.lat.toFixed(6);
    this.within.value = Math.ceil(metres);
    this.closer = metres > CLOSE.metres;
    const zoom = this.tiled ? CLOSE.zoomOnTiles : CLOSE.zoom;
    if (this.closer) this.map.setView(at, Math.max(zoom, this.map.getZoom()), { animate: false });
    this.show(at);
  }

  tell() {
    if (!this.places.length) return;
    const at = this.pin.getLatLng();
    const distances = this.places.map((place) => at.distanceTo(place.at));
    const metres = Math.min(...distances);
    const place = this.places[distances.indexOf(metres)];
    const direction = this.say.directions.split("|")[eighth(place.at, at)];
    const words = { distance: this.distance(metres), direction, place: place.name };
    const where = fill(metres < 100 ? this.say.sayAt : this.say.sayNear, words);
    this.status.textContent = this.closer ? `${where} ${this.say.sayCloser}` : where;
  }

  distance(metres) {
    return metres < 975
      ? fill(this.say.sayMetres, { number: Math.max(50, Math.round(metres / 50) * 50) })
      : fill(this.say.sayKilometres, { number: (metres / 1000).toFixed(1) });
  }

  findMe() {
    const say = (words) => { this.status.textContent = words; };
    const { sayRefused, sayNotFound, sayLate } = this.say;
    if (!navigator.geolocation) return say(sayNotFound);
    say(this.say.sayFinding);
    const lost = ({ code }) => say([sayNotFound, sayRefused, sayNotFound, sayLate][code] || sayNotFound);
    return navigator.geolocation.getCurrentPosition(({ coords }) => this.found(coords), lost, LOCATING);
  }

  /* The pin where the device is, no more exact than the device says. */
  found({ latitude, longitude, accuracy }) {
    const at = L.latLng(latitude, longitude);
    if (!this.bounds.contains(at)) {
      this.status.textContent = this.say.sayElsewhere;
    } else if (accuracy > VAGUE) {
      this.status.textContent = this.say.sayVague;
    } else {
      this.map.setView(at, 16, { animate: false });
      this.put(at, accuracy);
      this.status.textContent += ` ${fill(this.say.sayExact, { distance: this.distance(accuracy) })}`;
    }
  }
}

if (window.L) {
  document.querySelectorAll("[data-pin-map]").forEach((element) => new PinMap(element).start());
}
