// Offers names while one types; without it the form does all the same.
"use strict";

const PAUSE_MS = 150;
const field = document.querySelector("input[data-suggest]");
const offered = document.getElementById("suggested");
let waiting = 0;
let asked = "";

async function offer() {
  const words = field.value.trim();
  if (words === asked) return;
  asked = words;
  const address = `${field.dataset.suggest}?${new URLSearchParams({ q: words })}`;
  const answer = await fetch(address);
  // Who typed on has asked again; an older answer comes too late.
  if (!answer.ok || words !== asked) return;
  const names = (await answer.json()).items.map((item) => item.name);
  offered.replaceChildren(...names.map((name) => new Option(name, name)));
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => offer().catch(console.error), PAUSE_MS);
});

// One menu at a time; Escape and a click elsewhere close it.
function closeMenus(except) {
  for (const open of document.querySelectorAll("details.filter[open]")) {
    if (!open.contains(except)) open.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});
