// Asks every two seconds how far the import is, and goes on to its result when it is done.
const words = document.querySelector("[data-progress]");
const SECONDS = 2;

async function look() {
  const answer = await fetch(location.href, { redirect: "manual" });
  if (answer.type === "opaqueredirect") {
    location.reload();
    return;
  }
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (!now) {
      location.reload();
      return;
    }
    if (now.textContent !== words.textContent) words.textContent = now.textContent;
  }
  later();
}

function later() {
  setTimeout(() => look().catch(later), SECONDS * 1000);
}

if (words) later();
