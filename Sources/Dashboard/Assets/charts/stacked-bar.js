// Stacked bars: what comes above zero, what goes below it; each part named beside the last bar.
import { format, formatTick } from "../format.js";
import { categoryAxis, categoryName, tickWidth, unitLabel, valueAxis } from "./axes.js";
import { hatch, line as segment, overlay, text } from "./marks.js";
import { pointer } from "./readout.js";
import { shorten, spread, textWidth } from "./text.js";

export function stackedBar(spec, { width, tokens }) {
  const { x, y, series } = spec;
  const colours = series.map((one, index) => (one.below ? tokens.quiet : tokens.series[index % tokens.series.length]));
  const sums = (below) => {
    const parts = series.filter((one) => Boolean(one.below) === below);
    return x.values.map((_, i) => parts.reduce((sum, one) => sum + (one.values[i] ?? 0), 0));
  };
  const totals = [...sums(false), ...sums(true).map((value) => -value)];
  const left = tickWidth(y, totals, tokens);
  const labelWidth = Math.min(Math.max(...series.map(({ name }) => textWidth(name, tokens, 12, 600))), width * 0.28) + 22;
  const grid = { left, right: labelWidth, top: 32, bottom: 28, outerBoundsMode: "none" };

  return {
    height: width < 560 ? 280 : 340,
    links: spec.links,
    readout: {
      trigger: "axis",
      count: x.values.length,
      content: (index) => content(spec, index, colours),
      at: (index) => [index, sums(false)[index]],
    },
    option: {
      grid,
      graphic: [unitLabel(y.label, tokens)],
      xAxis: categoryAxis(x, width - left - labelWidth, tokens, {
        axisLine: { onZero: true, lineStyle: { color: tokens.ink } },
        axisTick: { show: false },
        axisLabel: { ...categoryAxis(x, width - left - labelWidth, tokens).axisLabel, show: true },
      }),
      yAxis: valueAxis(y, tokens, {
        axisLabel: { color: tokens.grey, fontSize: 12, formatter: (value) => formatTick(Math.abs(value), y.unit) },
      }, totals),
      tooltip: pointer(tokens, "shadow"),
      series: [
        ...series.map((one, index) => part(one, colours[index], spec.incompleteFrom)),
        overlay((api, box) => names(series, x.values.length, colours, labelWidth, api, box, tokens)),
      ],
    },
  };
}

function part(one, colour, incompleteFrom = Infinity) {
  return {
    type: "bar",
    name: one.name,
    stack: "all",
    barCategoryGap: "24%",
    emphasis: { disabled: true },
    data: one.values.map((value, index) => ({
      value: one.below && value !== null ? -value : value,
      itemStyle: index >= incompleteFrom ? { color: hatch(colour), borderColor: colour, borderWidth: 1 } : { color: colour },
    })),
  };
}

/** The name of each part, at the height of that part in the last bar. */
function names(series, count, colours, labelWidth, api, { x, y: top, width, height }, tokens) {
  const last = count - 1;
  if (last < 0) return [];
  let [above, below] = [0, 0];
  const middles = series.map((one) => {
    const value = one.values[last] ?? 0;
    const from = one.below ? below : above;
    const to = one.below ? (below -= value) : (above += value);
    return api.coord([last, (from + to) / 2])[1];
  });
  const spots = spread(middles, 16, top + 8, top + height - 8);
  const edge = x + width;
  return series.flatMap((one, index) => [
    segment(edge + 2, middles[index], edge + 10, spots[index], colours[index], 1.5),
    text(edge + 14, spots[index], shorten(one.name, labelWidth - 16, tokens, 12, 600), tokens.ink, tokens, { fontWeight: 600 }),
  ]);
}

function content(spec, index, colours) {
  if (index < 0 || index >= spec.x.values.length) return null;
  const name = categoryName(spec.x.values[index], spec.x.unit);
  return {
    title: index >= (spec.incompleteFrom ?? Infinity) ? `${name}, incomplete` : name,
    rows: spec.series.map((one, i) => [one.name, format(one.values[index], spec.y.unit), colours[i]]),
  };
}
