// Calibration: what was predicted against what happened, with its interval; below, how often each prediction is made.
import { format } from "../format.js";
import { tickWidth, unitLabel, valueAxis } from "./axes.js";
import { dot, line as segment, overlay, text, whisker } from "./marks.js";
import { scale } from "./scale.js";
import { textWidth } from "./text.js";

export function calibration(spec, { width, tokens }) {
  const { bins } = spec;
  const unit = spec.unit ?? "share";
  const largest = unit === "share" ? [1] : bins.flatMap((bin) => [bin.predicted, bin.high ?? bin.observed]);
  const reach = spec.max ?? scale({ unit }, largest).max;
  const axis = { unit, min: 0, max: reach };
  const left = Math.max(44, tickWidth({ unit: "count" }, bins.map(({ count }) => count), tokens), tickWidth(axis, [reach], tokens) + 4);
  const side = Math.min(width - left - 8, 420);
  const below = 64;
  const keyEnd = left + side - textWidth("as predicted", tokens) - 8;
  const baseline = { splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: tokens.grey } } };
  const most = Math.max(...bins.map(({ count }) => count), 1);
  const step = bins.length > 0 ? Math.min(...bins.slice(1).map((bin, i) => bin.predicted - bins[i].predicted), reach / bins.length) : reach;

  return {
    height: side + below + 108,
    readout: {
      trigger: "item",
      count: bins.length,
      content: (index) => content(bins[index], unit, spec),
      at: (index) => [bins[index].predicted, bins[index].observed],
    },
    option: {
      grid: [
        { left, top: 32, width: side, height: side, outerBoundsMode: "none" },
        { left, top: side + 64, width: side, height: below, outerBoundsMode: "none" },
      ],
      graphic: [
        unitLabel(spec.y?.label ?? "Observed", tokens),
        { ...unitLabel(spec.x?.label ?? "Predicted", tokens, left), top: undefined, bottom: 3 },
        unitLabel(spec.countLabel ?? "Plays", tokens, left, side + 44),
      ],
      xAxis: [
        valueAxis(axis, tokens, { ...baseline, axisLabel: { show: false } }),
        valueAxis(axis, tokens, { ...baseline, gridIndex: 1 }),
      ],
      yAxis: [
        valueAxis(axis, tokens),
        valueAxis({ unit: "count", min: 0, max: most }, tokens, { gridIndex: 1, interval: most, splitLine: { show: false } }),
      ],
      series: [
        overlay((api) => [
          segment(...api.coord([0, 0]), ...api.coord([reach, reach]), tokens.grey, 1, [3, 3]),
          segment(keyEnd - 24, 7, keyEnd, 7, tokens.grey, 1, [3, 3]),
          text(left + side, 7, "as predicted", tokens.grey, tokens, { align: "right" }),
        ], { z: 2 }),
        {
          type: "custom",
          clip: false,
          data: bins.map((bin) => [bin.predicted, bin.observed]),
          renderItem: ({ dataIndex }, api) => {
            const bin = bins[dataIndex];
            const [x, y] = api.coord([bin.predicted, bin.observed]);
            const at = (value) => api.coord([bin.predicted, Math.min(value, reach)]);
            const ends = bin.low != null ? whisker(at(bin.low), at(bin.high), tokens.series[0], 3) : [];
            return { type: "group", children: [...ends, dot(x, y, 3 + 6 * Math.sqrt(bin.count / most), tokens.series[0], tokens.paper)] };
          },
        },
        {
          type: "custom",
          xAxisIndex: 1,
          yAxisIndex: 1,
          data: bins.map((bin) => [bin.predicted, bin.count]),
          renderItem: ({ dataIndex }, api) => {
            const bin = bins[dataIndex];
            const [x, y] = api.coord([bin.predicted, bin.count]);
            const [, zero] = api.coord([bin.predicted, 0]);
            const across = Math.max(3, api.size([step, 0])[0] * 0.8);
            return { type: "rect", shape: { x: x - across / 2, y, width: across, height: zero - y }, style: { fill: tokens.quiet } };
          },
        },
      ],
    },
  };
}

function content(bin, unit, spec) {
  if (!bin) return null;
  const rows = [["Predicted", format(bin.predicted, unit)], ["Observed", format(bin.observed, unit)]];
  if (bin.low != null) rows.push(["95 % interval", `${format(bin.low, unit)} to ${format(bin.high, unit)}`]);
  return { title: `${format(bin.count, "count")} ${(spec.countLabel ?? "plays").toLowerCase()}`, rows };
}
