// Charts: finds the specs that the server wrote, draws them with ECharts, and draws them again when the theme or the width changes.
import { readTokens } from "./tokens.js";
import { onContent } from "./page.js";
import { onThemeChange } from "./theme-toggle.js";
import { hide, wireReadout } from "./charts/readout.js";
import { bar } from "./charts/bar.js";
import { calibration } from "./charts/calibration.js";
import { forest } from "./charts/forest.js";
import { funnel } from "./charts/funnel.js";
import { heatmap } from "./charts/heatmap.js";
import { histogram } from "./charts/histogram.js";
import { line } from "./charts/line.js";
import { roc } from "./charts/roc.js";
import { stackedBar } from "./charts/stacked-bar.js";

// A kind turns (spec, frame) into { height, minWidth?, option, readout, links? }, where frame is { width, tokens }.
const kinds = { bar, calibration, forest, funnel, heatmap, histogram, line, roc, stackedBar };
const charts = new Map();

// The width of a printed page of A4 within its margins, in CSS pixels.
const paperWidth = 672;
let printing = false;

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
    say(plot, `The data of this chart cannot be read: ${error.message}`, "problem");
    return;
  }
  if (!kinds[spec.kind]) {
    say(plot, `There is no chart of the kind “${spec.kind}”.`, "problem");
    return;
  }
  const chart = { plot, spec, instance: null, width: 0, links: null, readout: null };
  charts.set(plot, chart);
  new ResizeObserver(() => {
    if (plot.isConnected && !printing && plot.parentElement.clientWidth !== chart.width) draw(chart);
  }).observe(plot.parentElement);
  draw(chart);
}

function draw(chart) {
  const { plot, spec } = chart;
  const available = printing ? paperWidth : plot.parentElement.clientWidth;
  if (available === 0) return;
  chart.width = available;
  const tokens = readTokens();
  let drawing = kinds[spec.kind](spec, { width: available, tokens });
  if (drawing.readout.count === 0) {
    say(plot, "There are no values for these filters.", "table-empty");
    return;
  }
  const width = Math.max(available, drawing.minWidth ?? 0);
  if (width > available) drawing = kinds[spec.kind](spec, { width, tokens });
  plot.style.width = `${width}px`;
  plot.style.height = `${drawing.height}px`;
  if (!chart.instance) {
    chart.instance = echarts.init(plot, null, { renderer: "canvas", width, height: drawing.height });
    chart.instance.on("click", (event) => follow(chart, event));
    wireReadout(chart);
  } else {
    chart.instance.resize({ width, height: drawing.height });
  }
  chart.links = drawing.links;
  chart.readout = drawing.readout;
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
  hide();
  for (const [plot, chart] of charts) {
    if (plot.isConnected) continue;
    chart.instance?.dispose();
    charts.delete(plot);
  }
}

function say(plot, text, className) {
  const message = document.createElement("p");
  message.className = className;
  message.textContent = text;
  plot.replaceChildren(message);
}

/** Paper is light: charts are drawn with the light tokens while the page prints. */
function watchPrinting() {
  const root = document.documentElement;
  let before;
  addEventListener("beforeprint", () => {
    printing = true;
    before = root.dataset.theme;
    root.dataset.theme = "light";
    redrawAll();
  });
  addEventListener("afterprint", () => {
    printing = false;
    if (before) root.dataset.theme = before;
    else delete root.dataset.theme;
    redrawAll();
  });
}
