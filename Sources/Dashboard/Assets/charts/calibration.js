// Calibration: what was predicted against what happened, with its interval; below, how often each prediction is made.
import { format } from "../format.js";
import { tickWidth, unitLabel, valueAxis } from "./axes.js";
import { dot, line as segment, overlay, text, whisker } from "./marks.js";
import { tooltip } from "./tooltip.js";

export function calibration(spec, { width, tokens }) {
  const { bins } = spec;
  const unit = spec.unit ?? "share";
  const reach = spec.max ?? (unit === "share" ? 1 : Math.max(...bins.flatMap((bin) => [bin.predicted, bin.high ?? bin.observed])));
  const axis = { unit, min: 0, max: reach };
  const left = Math.max(44, tickWidth({ unit: "count" }, bins.map(({ count }) => count), tokens));
  const side = Math.min(width - left - 8, 420);
  const below = 64;
  const most = Math.max(...bins.map(({ count }) => count), 1);
  const step = bins.length > 0 ? Math.min(...bins.slice(1).map((bin, i) => bin.predicted - bins[i].predicted), reach / bins.length) : reach;

  return {
    height: side + below + 100,
    option: {
      grid: [
        { left, top: 32, width: side, height: side, outerBoundsMode: "none" },
        { left, top: side + 56, width: side, height: below, outerBoundsMode: "none" },
      ],
      graphic: [
        unitLabel(spec.y?.label ?? "Observed", tokens),
        { ...unitLabel(spec.x?.label ?? "Predicted", tokens, left), top: undefined, bottom: 0 },
        unitLabel(spec.countLabel ?? "Plays", tokens, left + 4, side + 42),
      ],
      xAxis: [
        valueAxis(axis, tokens, { splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: tokens.grey } }, axisLabel: { show: false } }),
        valueAxis(axis, tokens, { gridIndex: 1, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: tokens.grey } } }),
      ],
      yAxis: [
        valueAxis(axis, tokens),
        valueAxis({ unit: "count", min: 0, max: most }, tokens, { gridIndex: 1, splitNumber: 1, interval: most, splitLine: { show: false } }),
      ],
      tooltip: tooltip(tokens, "item", ({ dataIndex }) => content(bins[dataIndex], unit, spec)),
      series: [
        overlay((api) => [
          segment(...api.coord([0, 0]), ...api.coord([reach, reach]), tokens.grey, 1, [3, 3]),
          text(api.coord([reach * 0.7, reach * 0.7])[0] + 10, api.coord([reach * 0.7, reach * 0.7])[1] + 8, "as predicted", tokens.grey, tokens, { verticalAlign: "top" }),
        ], { z: 2 }),
        {
          type: "custom",
          clip: false,
          data: bins.map((bin) => [bin.predicted, bin.observed]),
          renderItem: ({ dataIndex }, api) => {
            const bin = bins[dataIndex];
            const [x, y] = api.coord([bin.predicted, bin.observed]);
            const ends = bin.low != null ? whisker(api.coord([bin.predicted, bin.low]), api.coord([bin.predicted, bin.high]), tokens.series[0], 3) : [];
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
