/* Keys for the queue: j and k move between reports, Enter opens the one that has the focus (it is a
   link), x ticks it, ? shows the keys. Arrows move only inside the list, so that the page still
   scrolls. Nothing is taken from who types, or who holds Ctrl, Alt or Meta; and the keys can be
   switched off, for people who speak to their computer. Without this script all of it works with
   links and checkboxes. */
(function () {
  "use strict";
  var OFF = "queue-keys-off";
  var list = document.querySelector("[data-queue]");
  var keys = document.querySelector("[data-queue-keys]");
  if (!list || !keys) return;
  var details = keys.querySelector("details");
  var button = keys.querySelector("[data-queue-switch]");
  var links = Array.prototype.map.call(list.querySelectorAll("tbody tr"), function (row) {
    return row.querySelector("th a");
  });
  var on = remembered() !== "yes";

  function remembered() {
    try {
      return window.localStorage.getItem(OFF);
    } catch (error) {
      return null;
    }
  }

  function remember() {
    try {
      if (on) window.localStorage.removeItem(OFF);
      else window.localStorage.setItem(OFF, "yes");
    } catch (error) {
      /* storage is off: the switch holds for this page */
    }
  }

  function label() {
    button.textContent = on ? button.dataset.off : button.dataset.on;
  }

  function typing(element) {
    if (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName)) return true;
    return element.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(element.type);
  }

  function here() {
    var row = document.activeElement && document.activeElement.closest("[data-queue] tbody tr");
    return row ? links.indexOf(row.querySelector("th a")) : -1;
  }

  function move(by) {
    var at = here();
    var to = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    var link = links[Math.min(Math.max(to, 0), links.length - 1)];
    link.focus();
    link.closest("tr").scrollIntoView({ block: "nearest" });
  }

  function tick() {
    var at = here();
    if (at < 0) return false;
    links[at].closest("tr").querySelector("input[type=checkbox]").click();
    return true;
  }

  function help() {
    details.open = !details.open;
    if (details.open) details.querySelector("summary").focus();
  }

  function taken(event) {
    var radio = event.target.type === "radio"; // arrows choose among radios
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "x") return tick();
    else if (event.key === "?") help();
    else if (!radio && here() >= 0 && event.key === "ArrowDown") move(1);
    else if (!radio && here() >= 0 && event.key === "ArrowUp") move(-1);
    else return false;
    return true;
  }

  keys.hidden = false;
  label();
  button.addEventListener("click", function () {
    on = !on;
    remember();
    label();
  });
  document.addEventListener("keydown", function (event) {
    if (!on || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(event.target)) return;
    if (taken(event)) event.preventDefault();
  });
})();
