// Effects or coefficients with their intervals, in groups; a diamond where the truth was planted, a bar where a margin lies.
import { format, formatTick } from "../format.js";
import { unitLabel, valueAxis } from "./axes.js";
import { diamond, dot, line as segment, overlay, text, whisker } from "./marks.js";
import { plain, shorten, textWidth } from "./text.js";

export function forest(spec, { width, tokens }) {
  const { value } = spec;
  const rows = withHeadings(spec.rows);
  const narrow = width < 560;
  const nameWidth = Math.min(Math.max(...rows.map(({ label, heading: bold }) => textWidth(label, tokens, 13, bold ? 600 : 400))), narrow ? width : width * 0.36);
  const left = narrow ? 12 : nameWidth + 16;
  const planted = rows.some(({ truth }) => truth !== null && truth !== undefined);
  const limited = rows.some(({ limit }) => limit !== null && limit !== undefined);
  const words = spec.interval ?? "95 % interval";
  const grid = { left, right: 24, top: (planted || limited) && narrow ? 52 : 32, bottom: 40, outerBoundsMode: "none" };
  const reference = spec.reference ?? 0;
  return {
    height: rows.length * (narrow ? 44 : 26) + grid.top + grid.bottom,
    readout: {
      trigger: "item",
      count: rows.length,
      content: (index) => content(rows[index], value, words),
      at: (index) => [rows[index].estimate ?? reference, index],
    },
    option: {
      grid,
      graphic: [{ ...unitLabel(value.label, tokens, left), top: undefined, bottom: 3 }],
      xAxis: valueAxis({ ...value, zero: false }, tokens, {
        splitNumber: narrow ? 4 : 6,
        axisLabel: {
          color: tokens.grey,
          fontSize: 12,
          hideOverlap: true,
          alignMaxLabel: "right",
          formatter: (one) => formatTick(one, value.unit),
        },
      }, extremes(rows, reference)),
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map(({ label }, index) => `${index} ${label}`),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          show: !narrow,
          color: tokens.ink,
          fontSize: 13,
          margin: 14,
          interval: 0,
          formatter: (_, index) => {
            const name = plain(shorten(rows[index].label, nameWidth, tokens, 13));
            return rows[index].heading ? `{heading|${name}}` : name;
          },
          rich: { heading: { fontWeight: 600, fontSize: 13, color: tokens.ink } },
        },
      },
      series: [
        overlay((api, { y: top, height }) => {
          const [x] = api.coord([reference, 0]);
          return [segment(x, top, x, top + height, tokens.grey, 1), ...key({ planted, limited, words }, narrow, left, tokens)];
        }, { z: 1 }),
        {
          type: "custom",
          clip: false,
          z: 4,
          data: rows.map((row, index) => [row.estimate ?? reference, index]),
          renderItem: ({ dataIndex }, api) => mark(rows[dataIndex], dataIndex, reference, api, narrow ? nameWidth : 0, tokens),
        },
      ],
    },
  };
}

/** The rows with one before each group that says its name. */
function withHeadings(rows) {
  return rows.flatMap((row, index) => (row.group && row.group !== rows[index - 1]?.group
    ? [{ heading: true, label: row.group }, row]
    : [row]));
}

function heading(row, index, reference, api, nameAbove, tokens) {
  if (nameAbove === 0) return { type: "group", children: [] };
  const [, y] = api.coord([reference, index]);
  return {
    type: "group",
    children: [text(0, y + 6, shorten(row.label, nameAbove, tokens, 13, 600), tokens.ink, tokens, {
      fontSize: 13, fontWeight: 600, backgroundColor: tokens.paper, padding: [2, 6, 2, 0],
    })],
  };
}

function mark(row, index, reference, api, nameAbove, tokens) {
  if (row.heading) return heading(row, index, reference, api, nameAbove, tokens);
  const below = nameAbove > 0 ? 10 : 0;
  const at = (value) => {
    const [x, y] = api.coord([value, index]);
    return [x, y + below];
  };
  const clear = row.low == null || row.low > reference || row.high < reference;
  const colour = clear ? (row.worse ? tokens.attention : tokens.series[0]) : tokens.quiet;
  const [x, y] = at(row.estimate);
  const [, height] = api.size([0, 1]);
  const [left, right] = [row.low ?? row.estimate, row.high ?? row.estimate].map((value) => at(value)[0]);
  return {
    type: "group",
    children: [
      ...(nameAbove > 0 ? [text(0, y - 20, shorten(row.label, nameAbove, tokens, 13), tokens.ink, tokens, {
        fontSize: 13, backgroundColor: tokens.paper, padding: [2, 6, 2, 0],
      })] : []),
      { type: "rect", shape: { x: left - 6, y: y - height / 2, width: right - left + 12, height }, style: { fill: "transparent" } },
      ...(row.limit != null ? [limit(...at(row.limit), tokens)] : []),
      ...(row.low != null ? whisker(at(row.low), at(row.high), colour, 0, 2) : []),
      dot(x, y, 4.5, colour, tokens.paper),
      ...(row.truth != null ? [diamond(...at(row.truth), 5.5, "transparent", tokens.ink)] : []),
    ],
  };
}

function limit(x, y, tokens) {
  return segment(x, y - 9, x, y + 9, tokens.ink, 2);
}

function key({ planted, limited, words }, narrow, axisLeft, tokens) {
  const middle = 10;
  const left = narrow ? 0 : axisLeft;
  const first = `estimate with ${words}`;
  const [x, y] = narrow ? [12, 30] : [left + 34 + textWidth(first, tokens) + 24, middle];
  const truth = planted
    ? [diamond(x, y, 5.5, "transparent", tokens.ink), text(narrow ? 32 : x + 12, y, "planted truth", tokens.grey, tokens)]
    : [];
  const margin = limited
    ? [limit(x, y, tokens), text(x + 10, y, "margin of a guardrail", tokens.grey, tokens)]
    : [];
  return [
    ...whisker([left, middle], [left + 24, middle], tokens.series[0], 0, 2),
    dot(left + 12, middle, 4.5, tokens.series[0], tokens.paper),
    text(left + 32, middle, first, tokens.grey, tokens),
    ...truth,
    ...margin,
  ];
}

/** Everything that is drawn, with a little air around it. */
function extremes(rows, reference) {
  const all = rows.flatMap((row) => [row.estimate, row.low, row.high, row.truth, row.limit]).filter((one) => one !== null && one !== undefined);
  const [least, most] = [Math.min(...all, reference), Math.max(...all, reference)];
  const margin = (most - least) * 0.03;
  return [least - margin, most + margin];
}

function content(row, value, words) {
  if (row.heading) return { title: row.label, rows: [] };
  const digits = (one) => format(one, value.unit);
  const rows = [["Estimate", digits(row.estimate)]];
  if (row.low != null) rows.push([sentence(words), `${digits(row.low)} to ${digits(row.high)}`]);
  if (row.truth != null) rows.push(["Planted truth", digits(row.truth)]);
  if (row.limit != null) rows.push(["Margin", digits(row.limit)]);
  return { title: row.label, rows };
}

function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
