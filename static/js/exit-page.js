/* Leave a page that touches harm at once, by button or by Shift three times, so that Back shows
   nothing of it: this page's place in the history is taken over, and our pages before it leave again
   when they are come back to. A plain script in the head of every public page, so that it runs
   before anything is drawn. */
(function () {
  "use strict";
  var KEY = "left-quickly";
  var PATIENCE = 5000;

  function remembered() {
    try {
      return window.sessionStorage.getItem(KEY);
    } catch (error) {
      return null;
    }
  }

  function remember(address) {
    try {
      if (address) window.sessionStorage.setItem(KEY, address);
      else window.sessionStorage.removeItem(KEY);
    } catch (error) {
      /* storage is off: the page's own place in the history is still taken over */
    }
  }

  /* By Back, or by sending again a form that the browser still had when its answer was forgotten. */
  function cameBack() {
    var entries = performance.getEntriesByType && performance.getEntriesByType("navigation");
    return Boolean(entries && entries.length && entries[0].type !== "navigate");
  }

  function leave(address) {
    document.documentElement.hidden = true;
    window.location.replace(address);
  }

  function leaveAgain(event) {
    var address = remembered();
    if (!address) return;
    if ((event && event.persisted) || cameBack()) leave(address);
    else if (!event) remember("");
  }

  /* Asks the browser to forget the pages that it kept of ours, without waiting for the answer. */
  function forget(address) {
    try {
      window
        .fetch(address, { keepalive: true, redirect: "manual", cache: "no-store" })
        .catch(function () {});
    } catch (error) {
      /* an old browser: Back still leads to a page that leaves again */
    }
  }

  leaveAgain();
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) leaveAgain(event);
  });

  document.addEventListener("DOMContentLoaded", function () {
    var block = document.querySelector("[data-exit-page]");
    if (!block) return;
    var button = block.querySelector("a");
    var status = block.querySelector("[role=status]");
    var presses = 0;
    var alone = false; // Shift by itself, not for a capital letter
    var timer;

    function go() {
      status.textContent = block.dataset.leaving;
      remember(block.dataset.away);
      forget(button.href);
      leave(block.dataset.away);
    }

    button.addEventListener("click", function (event) {
      event.preventDefault();
      go();
    });
    document.addEventListener("keydown", function (event) {
      alone = event.key === "Shift";
      if (!alone) presses = 0;
    });
    document.addEventListener("keyup", function (event) {
      if (event.key !== "Shift" || !alone) return;
      presses += 1;
      window.clearTimeout(timer);
      timer = window.setTimeout(function () {
        presses = 0;
        status.textContent = "";
      }, PATIENCE);
      if (presses === 3) go();
      else status.textContent = presses === 1 ? block.dataset.pressTwo : block.dataset.pressOne;
    });
  });
})();
