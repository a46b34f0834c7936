// The table behind each chart: a button, or the T key when the chart has the focus, swaps the two.
import { onContent } from "./page.js";

export function watchTables() {
  onContent((content) => {
    for (const button of content.querySelectorAll("[data-table-toggle]")) {
      button.hidden = false;
      button.addEventListener("click", () => toggle(button.closest("[data-chart]")));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "t" && event.key !== "T") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const chart = event.target.closest("[data-chart]");
    if (!chart) return;
    event.preventDefault();
    toggle(chart);
    if (event.target.closest("[data-plot], [data-table]")) focusShown(chart);
  });
}

function toggle(chart) {
  const button = chart.querySelector("[data-table-toggle]");
  const shown = chart.toggleAttribute("data-table-shown");
  button.setAttribute("aria-expanded", String(shown));
  button.textContent = shown ? "Chart" : "Table";
}

function focusShown(chart) {
  const name = chart.hasAttribute("data-table-shown") ? "[data-table] [tabindex]" : "[data-plot]";
  chart.querySelector(name)?.focus({ preventScroll: true });
}
