// Drives ODK's own engine of XForms: one form a line in, what it says of each respondent a line out.
//
// A line in:  {"xform": "...", "now": "2026-03-10T09:30:00.000Z",
//              "respondents": [[["set", "household[1]/age", "34"], ["add", "household"]], ...]}
// A line out: {"respondents": [{"relevant": {...}, "required": {...}, "violations": {...},
//              "values": {...}, "counts": {...}, "stored": {...}}, ...]} or {"error": "..."}
//
// Addresses are those of surveys.instrument.model. "now" stops the engine's clock.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
globalThis.require = require;
globalThis.__dirname = dirname(fileURLToPath(import.meta.url));

const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<!doctype html>", { url: "https://oracle.example/" });
for (const name of Object.getOwnPropertyNames(window)) {
  if (/^[A-Z]/.test(name) && !(name in globalThis)) {
    globalThis[name] = window[name];
  }
}
globalThis.window = window;
globalThis.document = window.document;

const SystemDate = Date;
let stopped = null;

globalThis.Date = class extends SystemDate {
  constructor(...parts) {
    if (parts.length === 0 && stopped !== null) {
      super(stopped);
    } else {
      super(...parts);
    }
  }

  static now() {
    return stopped ?? SystemDate.now();
  }
};

const { loadForm } = await import("@getodk/xforms-engine");

const addressOf = (node) => node.currentState.reference.split("/").slice(2).join("/");

function* walk(node) {
  for (const child of node.currentState.children ?? []) {
    yield child;
    yield* walk(child);
  }
}

// A node by its address. Where each stands is kept until something is not found: instances are only
// ever added at the end, or leave the end.
const places = new WeakMap();

function found(root, address) {
  const known = places.get(root)?.get(address);
  if (known?.currentState.reference.endsWith(`/${address}`)) {
    return known;
  }
  const nodes = new Map([...walk(root)].map((node) => [addressOf(node), node]));
  places.set(root, nodes);
  return nodes.get(address) ?? null;
}

function set(node, value) {
  if (node.nodeType === "select") {
    node.selectValues(value === "" ? [] : value.split(" "));
  } else if (node.nodeType === "rank") {
    node.setValues(value === "" ? [] : value.split(" "));
  } else {
    node.setValue(value);
  }
}

const ACTIONS = {
  set: (root, address, value) => {
    const node = found(root, address);
    if (node !== null && !node.currentState.readonly) {
      set(node, value);
    }
  },
  add: (root, address) => {
    const node = found(root, address);
    if (node !== null) {
      node.addInstances();
    }
  },
  remove: (root, address, place) => {
    const node = found(root, address);
    if (node !== null) {
      node.removeInstances(Number(place) - 1);
    }
  },
  language: (root, name) => {
    root.setLanguage(root.languages.find((one) => one.language === name));
  },
};

const isRepeat = (node) => node.nodeType.startsWith("repeat-range");

function stateOf(root) {
  const state = {
    relevant: {}, required: {}, violations: {}, values: {}, counts: {}, choices: {}, labels: {},
  };
  for (const node of walk(root)) {
    const address = addressOf(node);
    state.relevant[address] = node.currentState.relevant;
    if (isRepeat(node)) {
      state.counts[address] = node.currentState.children.length;
      continue;
    }
    if (node.currentState.children !== null && node.currentState.children !== undefined) {
      continue;
    }
    state.values[address] = node.currentState.instanceValue ?? "";
    state.required[address] = node.currentState.required;
    const violation = node.validationState.violation;
    if (violation) {
      state.violations[address] = violation.condition;
    }
    if (node.currentState.valueOptions) {
      state.choices[address] = node.currentState.valueOptions.map((one) => one.value);
    }
    if (node.currentState.label) {
      state.labels[address] = node.currentState.label.asString;
    }
  }
  return state;
}

function storedIn(root) {
  const stored = {};
  const instance = new window.DOMParser().parseFromString(root.instanceState.instanceXML, "text/xml");
  const pathOf = (node) => addressOf(node).replace(/\[\d+\]/g, "");
  const repeats = new Set([...walk(root)].filter(isRepeat).map(pathOf));
  const read = (element, path, address) => {
    const seen = {};
    for (const child of element.children) {
      const name = child.localName;
      const place = path === "" ? name : `${path}/${name}`;
      seen[name] = (seen[name] ?? 0) + 1;
      const position = repeats.has(place) ? `[${seen[name]}]` : "";
      const at = `${address === "" ? "" : `${address}/`}${name}${position}`;
      if (child.children.length > 0) {
        read(child, place, at);
      } else if (child.textContent !== "") {
        stored[at] = child.textContent;
      }
    }
  };
  read(instance.documentElement, "", "");
  return stored;
}

async function answer({ xform, now, respondents }) {
  stopped = now ? SystemDate.parse(now) : null;
  const form = await loadForm(xform);
  if (form.status === "failure") {
    return { error: String(form.error?.message ?? form.error) };
  }
  return {
    respondents: respondents.map((actions) => {
      try {
        const { root } = form.createInstance();
        for (const [action, ...parts] of actions) {
          ACTIONS[action](root, ...parts);
        }
        return { ...stateOf(root), stored: storedIn(root) };
      } catch (error) {
        return { error: String(error?.message ?? error) };
      }
    }),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = await answer(JSON.parse(line));
  } catch (error) {
    said = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
