/* After "Send it" the page with the answers gives up its place in the history, so that Back from the
   receipt shows the start of the journey, not the browser's own "Confirm Form Resubmission". The
   receipt clears the browser's cache, so what was answered cannot be shown again on this device. */
document.querySelectorAll("form[data-then-start]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    const changing = event.submitter && event.submitter.name === "go";
    if (!changing) history.replaceState(null, "", form.dataset.thenStart);
  });
});
