// A histogram: how often each range of a value occurs; vertical marks for what the ranges mean.
import { format } from "../format.js";
import { fade } from "../tokens.js";
import { tickWidth, unitLabel, valueAxis } from "./axes.js";
import { line as segment, overlay, text } from "./marks.js";
import { spread, textWidth } from "./text.js";

export function histogram(spec, { width, tokens }) {
  const { bins, value, count } = spec;
  const left = tickWidth(count, bins.map((bin) => bin.count), tokens);
  const marks = spec.marks ?? [];
  const grid = { left, right: 8, top: marks.length > 0 ? 56 : 32, bottom: 46, outerBoundsMode: "none" };
  return {
    height: width < 560 ? 260 : 300,
    readout: {
      trigger: "item",
      count: bins.length,
      content: (index) => content(bins[index], value, count),
      at: (index) => [bins[index].from, bins[index].count],
    },
    option: {
      grid,
      graphic: [unitLabel(count.label, tokens), { ...unitLabel(value.label, tokens, left), top: undefined, bottom: 3 }],
      xAxis: valueAxis({ ...value, min: bins[0]?.from, max: bins.at(-1)?.to }, tokens, {
        splitLine: { show: false },
        splitNumber: width < 560 ? 4 : 8,
        axisLine: { show: true, lineStyle: { color: tokens.grey } },
      }),
      yAxis: valueAxis(count, tokens, {}, bins.map((bin) => bin.count)),
      series: [
        {
          type: "custom",
          data: bins.map((bin) => [(bin.from + bin.to) / 2, bin.count]),
          renderItem: ({ dataIndex }, api) => rectangle(bins[dataIndex], api, tokens),
        },
        overlay((api, { x: start, y: top, width: across, height }) => markLines(marks, api, { start, top, across, height }, tokens)),
      ],
    },
  };
}

function content(bin, value, count) {
  return {
    title: `${format(bin.from, value.unit)} to ${format(bin.to, value.unit)}`,
    rows: [[count.label, format(bin.count, count.unit)]],
  };
}

function rectangle(bin, api, tokens) {
  const [left, top] = api.coord([bin.from, bin.count]);
  const [right, zero] = api.coord([bin.to, 0]);
  const colour = bin.muted ? tokens.quiet : tokens.series[0];
  const gap = right - left > 4 ? 1 : 0;
  return {
    type: "rect",
    shape: { x: left + gap / 2, y: top, width: Math.max(0.5, right - left - gap), height: zero - top },
    style: { fill: bin.muted ? fade(colour, 0.7) : colour },
  };
}

function markLines(marks, api, { start, top, across, height }, tokens) {
  const lines = marks.map((mark) => api.coord([mark.value, 0])[0]);
  const widths = marks.map((mark) => textWidth(mark.label, tokens));
  const centers = spread(lines, Math.max(0, ...widths) + 12, start, start + across);
  return marks.flatMap((mark, index) => {
    const half = widths[index] / 2;
    const x = Math.min(Math.max(centers[index], start + half), start + across - half);
    return [
      segment(lines[index], top - 8, lines[index], top + height, tokens.ink, 1, [3, 3]),
      text(x, top - 18, mark.label, tokens.ink, tokens, { align: "center" }),
    ];
  });
}
