// Coefficients with their intervals; a diamond where the truth was planted.
import { format, formatTick } from "../format.js";
import { unitLabel, valueAxis } from "./axes.js";
import { diamond, dot, line as segment, overlay, text, whisker } from "./marks.js";
import { plain, shorten, textWidth } from "./text.js";
import { tooltip } from "./tooltip.js";

export function forest(spec, { width, tokens }) {
  const { rows, value } = spec;
  const nameWidth = Math.min(Math.max(...rows.map(({ label }) => textWidth(label, tokens, 13))), Math.max(110, width * 0.36));
  const left = nameWidth + 16;
  const planted = rows.some(({ truth }) => truth !== null && truth !== undefined);
  const grid = { left, right: 12, top: 56, bottom: 40, outerBoundsMode: "none" };
  const reference = spec.reference ?? 0;
  return {
    height: rows.length * 26 + grid.top + grid.bottom,
    option: {
      grid,
      graphic: [{ ...unitLabel(value.label, tokens, left), top: undefined, bottom: 0 }],
      xAxis: valueAxis({ ...value, zero: false, ...bounds(rows, reference) }, tokens, {
        axisLabel: { color: tokens.grey, fontSize: 12, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (one) => formatTick(one, value.unit) },
      }),
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map(({ label }, index) => `${index} ${label}`),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          color: tokens.ink,
          fontSize: 13,
          margin: 14,
          interval: 0,
          formatter: (_, index) => plain(shorten(rows[index].label, nameWidth, tokens, 13)),
        },
      },
      tooltip: tooltip(tokens, "item", ({ dataIndex }) => content(rows[dataIndex], value)),
      series: [
        overlay((api, { y: top, height }) => {
          const [x] = api.coord([reference, 0]);
          return [segment(x, top, x, top + height, tokens.grey, 1), ...key(planted, left, tokens)];
        }, { z: 1 }),
        {
          type: "custom",
          clip: false,
          z: 4,
          data: rows.map((row, index) => [row.estimate, index]),
          renderItem: ({ dataIndex }, api) => mark(rows[dataIndex], dataIndex, reference, api, tokens),
        },
      ],
    },
  };
}

function mark(row, index, reference, api, tokens) {
  const at = (value) => api.coord([value, index]);
  const clear = row.low == null || row.low > reference || row.high < reference;
  const colour = clear ? tokens.series[0] : tokens.quiet;
  const [x, y] = at(row.estimate);
  const [, height] = api.size([0, 1]);
  const [left, right] = [row.low ?? row.estimate, row.high ?? row.estimate].map((value) => at(value)[0]);
  return {
    type: "group",
    children: [
      { type: "rect", shape: { x: left - 6, y: y - height / 2, width: right - left + 12, height }, style: { fill: "transparent" } },
      ...(row.low != null ? whisker(at(row.low), at(row.high), colour, 0, 2) : []),
      dot(x, y, 4.5, colour, tokens.paper),
      ...(row.truth != null ? [diamond(...at(row.truth), 5.5, "transparent", tokens.ink)] : []),
    ],
  };
}

function key(planted, left, tokens) {
  const middle = 10;
  const first = "estimate with 95 % interval";
  const next = left + 34 + textWidth(first, tokens) + 24;
  const truth = planted
    ? [diamond(next, middle, 5.5, "transparent", tokens.ink), text(next + 12, middle, "planted truth", tokens.grey, tokens)]
    : [];
  return [
    ...whisker([left, middle], [left + 24, middle], tokens.series[0], 0, 2),
    dot(left + 12, middle, 4.5, tokens.series[0], tokens.paper),
    text(left + 32, middle, first, tokens.grey, tokens),
    ...truth,
  ];
}

function bounds(rows, reference) {
  const all = rows.flatMap((row) => [row.estimate, row.low, row.high, row.truth]).filter((one) => one !== null && one !== undefined);
  const [least, most] = [Math.min(...all, reference), Math.max(...all, reference)];
  const margin = (most - least || 1) * 0.06;
  return { min: least - margin, max: most + margin };
}

function content(row, value) {
  const digits = (one) => format(one, value.unit);
  const rows = [["Estimate", digits(row.estimate)]];
  if (row.low != null) rows.push(["95 % interval", `${digits(row.low)} to ${digits(row.high)}`]);
  if (row.truth != null) rows.push(["Planted truth", digits(row.truth)]);
  return { title: row.label, rows };
}
