/* A map to put a pin on: by tap, by click, by keyboard with the cross in the middle, or by asking the
   device. Writes longitude and latitude into the form's inputs and says in words where the pin is.
   Everything it needs to know stands in data attributes (templates/components/map.html). */

const FINGER = 12; /* pixels from the middle of a fingertip to its edge */
const CLOSE = { metres: 100, zoom: 14, zoomOnTiles: 16, step: 2 };
const MARGIN = { x: 60, y: 45 }; /* pixels from the edge to a place that one still finds */
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

/* Places in the order of residents. */
function placesOf(geojson) {
  return geojson.features
    .map(({ geometry, properties }) => ({
      name: properties.name,
      residents: properties.residents || 0,
      at: L.latLng(geometry.coordinates[1], geometry.coordinates[0]),
    }))
    .sort((a, b) => b.residents - a.residents);
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
    const style = { color: "#6f72af", weight: 3, fillColor: "#fff", fillOpacity: this.tiled ? 0 : 1 };
    L.geoJSON(outlines, { interactive: false, style }).addTo(this.map);
    this.places = placesOf(places);
    if (this.pin) this.tell();
    if (this.tiled) return;
    if (this.pin) this.map.setView(this.pin.getLatLng(), this.recognisable(this.pin.getLatLng()), { animate: false });
    const [{ drawGrid }, { drawNames }] = await Promise.all([import(this.say.gridScript), import(this.say.namesScript)]);
    drawGrid(this.map, places.grid);
    const distance = (metres) => this.distance(metres);
    this.drawNames = drawNames(this.map, this.places, { pin: () => this.pin?.getLatLng(), eighth, distance });
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

  /* As close as a point can be looked at with the place nearest to it in view. */
  recognisable(at) {
    if (this.tiled) return CLOSE.zoomOnTiles;
    if (!this.places.length) return CLOSE.zoom;
    const { place } = this.nearest(at);
    const half = this.map.getSize().divideBy(2);
    let zoom = CLOSE.zoom;
    while (zoom > this.map.getMinZoom()) {
      const away = this.map.project(place.at, zoom).subtract(this.map.project(at, zoom));
      if (Math.abs(away.x) <= half.x - MARGIN.x && Math.abs(away.y) <= half.y - MARGIN.y) break;
      zoom -= 0.5;
    }
    return zoom;
  }

  nearest(at) {
    const distances = this.places.map((place) => at.distanceTo(place.at));
    const metres = Math.min(...distances);
    return { metres, place: this.places[distances.indexOf(metres)] };
  }

  pinFromInputs(first) {
    const [longitude, latitude] = [this.longitude, this.latitude].map((input) => parseFloat(input.value));
    const at = Number.isFinite(longitude) && Number.isFinite(latitude) && Math.abs(latitude) <= 90
      ? L.latLng(latitude, longitude)
      : null;
    if (!at || !this.bounds.contains(at)) return;
    this.show(at);
    this.map.setView(at, first ? this.recognisable(at) : this.map.getZoom());
  }

  show(at) {
    if (!this.pin) {
      const icon = L.divIcon({ className: "app-map__pin", html: PIN, iconSize: [30, 40], iconAnchor: [15, 39] });
      this.pin = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(this.map);
    }
    this.pin.setLatLng(at);
    this.offer();
    this.tell();
    this.drawNames?.();
  }

  remove() {
    for (const input of [this.longitude, this.latitude, this.within]) input.value = "";
    this.pin.remove();
    this.pin = null;
    this.drawNames?.();
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

  /* A pin put by finger; where that says too little, the map comes closer for another tap: first as
     close as one can see what is near, then closer still. */
  put(at) {
    const [metres, zoom] = [this.fingertip(at), this.map.getZoom()];
    if (!this.write(at, metres)) return;
    const first = this.recognisable(at);
    const next = first > zoom ? first : Math.min(CLOSE.zoom, zoom + CLOSE.step);
    this.closer = metres > CLOSE.metres && next > zoom;
    if (this.closer) this.map.setView(at, next, { animate: false });
    this.show(at);
  }

  /* A point and how exact it is into the form; false where the map does not reach. */
  write(at, metres) {
    if (!this.bounds.contains(at)) {
      this.status.textContent = this.say.sayOutside;
      return false;
    }
    this.longitude.value = at.lng.toFixed(6);
    this.latitude.value = at.lat.toFixed(6);
    this.within.value = Math.ceil(metres);
    return true;
  }

  tell() {
    if (!this.places.length) return;
    const at = this.pin.getLatLng();
    const { metres, place } = this.nearest(at);
    const direction = this.say.directions.split("|")[eighth(place.at, at)];
    const words = { distance: this.distance(metres), direction, place: place.name };
    const where = fill(metres < 100 ? this.say.sayAt : this.say.sayNear, words);
    this.status.textContent = this.closer ? `${where} ${this.say.sayCloser}` : where;
  }

  distance(metres) {
    return metres < 975
      ? fill(this.say.sayMetres, { number: Math.max(50, Math.round(metres / 50) * 50) })
      : fill(this.say.sayKilometres, { number: (metres / 1000).toFixed(metres < 9_950 ? 1 : 0) });
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
      this.closer = false;
      this.write(at, accuracy);
      this.map.setView(at, this.recognisable(at), { animate: false });
      this.show(at);
      this.status.textContent += ` ${fill(this.say.sayExact, { distance: this.distance(accuracy) })}`;
    }
  }
}

if (window.L) {
  document.querySelectorAll("[data-pin-map]").forEach((element) => new PinMap(element).start());
}
