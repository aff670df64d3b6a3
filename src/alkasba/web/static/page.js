// Draws the charts of a page from the specifications that stand in it. What is clicked leads to the
// address that the server wrote beside the value; the table behind each chart has the same links.
"use strict";

const looks = JSON.parse(document.getElementById("looks").textContent);

// As many series beside each other as find room.
looks.config.legend.columns = Math.max(2, Math.min(5, Math.floor(innerWidth / 250)));

const options = {
  mode: "vega-lite",
  actions: false,
  // The policy of the page forbids to make code from text, so expressions are interpreted,
  // and to put a style into the page, so that of tooltips stands in page.css.
  ast: true,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
  renderer: "svg",
  config: looks.config,
  formatLocale: looks.numbers,
  timeFormatLocale: looks.times,
};

async function draw(chart) {
  const specification = JSON.parse(chart.querySelector("script").textContent);
  const place = document.createElement("div");
  chart.append(place);
  const drawn = await vegaEmbed(place, specification, options);
  drawn.view.addEventListener("click", (_, item) => {
    const address = item && item.datum && item.datum.go;
    if (address && address !== location.search) location.assign(address);
  });
  chart.dataset.drawn = "yes";
}

// Each chart is drawn once, whoever asks for it first.
const begun = new Map();

function drawOnce(chart) {
  if (!begun.has(chart)) {
    const drawing = draw(chart).catch((error) => {
      chart.dataset.drawn = "failed";
      console.error(error);
    });
    begun.set(chart, drawing);
  }
  return begun.get(chart);
}

function drawWhenSeen(charts) {
  const watcher = new IntersectionObserver(
    (seen) => {
      for (const one of seen.filter((entry) => entry.isIntersecting)) {
        watcher.unobserve(one.target);
        drawOnce(one.target);
      }
    },
    { rootMargin: "600px" },
  );
  charts.forEach((chart) => watcher.observe(chart));
}

// What was never in sight has to be on paper, too.
function offerPrint(button, charts) {
  const drawAll = () => Promise.all(Array.from(charts, drawOnce));
  addEventListener("beforeprint", drawAll);
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => drawAll().then(() => print()));
}

// One menu at a time; Escape and a click elsewhere close it.
function closeMenus(except) {
  for (const open of document.querySelectorAll("details.menu[open], details.filter[open]")) {
    if (!open.contains(except)) open.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement && document.activeElement.closest("details[open]");
  closeMenus(null);
  if (open && open.matches(".menu, .filter")) open.querySelector("summary").focus();
});

const charts = document.querySelectorAll(".chart");
drawWhenSeen(charts);
offerPrint(document.querySelector("button.print"), charts);
