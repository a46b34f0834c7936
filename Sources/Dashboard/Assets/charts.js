// Charts: finds the specs that the server wrote, draws them with ECharts, and draws them again when the theme or the width changes.
import { readTokens } from "./tokens.js";
import { onContent } from "./page.js";
import { onThemeChange } from "./theme-toggle.js";
import { bar } from "./charts/bar.js";
import { calibration } from "./charts/calibration.js";
import { forest } from "./charts/forest.js";
import { funnel } from "./charts/funnel.js";
import { heatmap } from "./charts/heatmap.js";
import { histogram } from "./charts/histogram.js";
import { line } from "./charts/line.js";
import { roc } from "./charts/roc.js";
import { stackedBar } from "./charts/stacked-bar.js";

// A kind turns (spec, frame) into { height, minWidth?, option, links? }, where frame is { width, tokens }.
const kinds = { bar, calibration, forest, funnel, heatmap, histogram, line, roc, stackedBar };
const charts = new Map();

export function watchCharts() {
  if (!globalThis.echarts) {
    document.documentElement.classList.add("no-charts");
    return;
  }
  onContent(() => {
    discard();
    for (const plot of document.querySelectorAll("[data-plot]")) if (!charts.has(plot)) mount(plot);
  });
  onThemeChange(() => redrawAll());
  watchPrinting();
}

function mount(plot) {
  const data = document.getElementById(`${plot.closest("[data-chart]").id}-data`);
  let spec;
  try {
    spec = JSON.parse(data.textContent);
  } catch (error) {
    fail(plot, `The data of this chart cannot be read: ${error.message}`);
    return;
  }
  if (!kinds[spec.kind]) {
    fail(plot, `There is no chart of the kind “${spec.kind}”.`);
    return;
  }
  const chart = { plot, spec, instance: null, width: 0, links: null };
  charts.set(plot, chart);
  new ResizeObserver(() => {
    if (plot.isConnected && plot.parentElement.clientWidth > 0 && plot.parentElement.clientWidth !== chart.width) draw(chart);
  }).observe(plot.parentElement);
  draw(chart);
}

function draw(chart) {
  const { plot, spec } = chart;
  const available = plot.parentElement.clientWidth;
  if (available === 0) return;
  chart.width = available;
  const tokens = readTokens();
  let drawing = kinds[spec.kind](spec, { width: available, tokens });
  const width = Math.max(available, drawing.minWidth ?? 0);
  if (width > available) drawing = kinds[spec.kind](spec, { width, tokens });
  plot.style.width = `${width}px`;
  plot.style.height = `${drawing.height}px`;
  if (!chart.instance) {
    chart.instance = echarts.init(plot, null, { renderer: "canvas", width, height: drawing.height });
    chart.instance.on("click", (event) => follow(chart, event));
  } else {
    chart.instance.resize({ width, height: drawing.height });
  }
  chart.links = drawing.links;
  chart.instance.setOption({ ...frameOption(plot, spec, tokens), ...drawing.option }, { notMerge: true });
}

function frameOption(plot, spec, tokens) {
  const title = plot.closest("[data-chart]").querySelector("[data-title]")?.textContent.trim() ?? "";
  const description = `${title}. ${spec.description ?? ""} Press T for the table.`;
  return {
    animation: false,
    aria: { enabled: true, label: { description } },
    textStyle: { fontFamily: tokens.font, fontSize: 12, color: tokens.grey },
  };
}

function follow(chart, event) {
  const link = event.data?.link ?? chart.links?.[event.dataIndex];
  if (link?.startsWith("/")) location.assign(link);
}

function redrawAll() {
  discard();
  for (const chart of charts.values()) draw(chart);
}

function discard() {
  for (const [plot, chart] of charts) {
    if (plot.isConnected) continue;
    chart.instance?.dispose();
    charts.delete(plot);
  }
}

function fail(plot, text) {
  const message = document.createElement("p");
  message.className = "problem";
  message.textContent = text;
  plot.replaceChildren(message);
}

/** Paper is light: charts are drawn with the light tokens while the page prints. */
function watchPrinting() {
  const root = document.documentElement;
  let before;
  addEventListener("beforeprint", () => {
    before = root.dataset.theme;
    root.dataset.theme = "light";
    redrawAll();
  });
  addEventListener("afterprint", () => {
    if (before) root.dataset.theme = before;
    else delete root.dataset.theme;
  });
}
