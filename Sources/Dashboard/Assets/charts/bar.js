// Bars from zero: lying for names, standing for hours and days; intervals as whiskers, one reference line.
import { format } from "../format.js";
import { categoryAxis, categoryName, tickWidth, unitLabel, valueAxis } from "./axes.js";
import { hatch, line as segment, overlay, reach, text, whisker } from "./marks.js";
import { shorten, textWidth } from "./text.js";

export function bar(spec, frame) {
  return spec.orientation === "vertical" ? standing(spec, frame) : lying(spec, frame);
}

function lying(spec, { width, tokens }) {
  const { category, value } = spec;
  const names = category.values.map((name) => categoryName(name, category.unit));
  const longest = Math.max(...names.map((name) => textWidth(name, tokens, 13)));
  const above = width < 480 && longest > 108;
  const nameWidth = above ? width : Math.min(longest, width * 0.34);
  const labels = spec.values.map((one) => format(one, value.unit));
  const labelWidth = Math.max(...labels.map((label) => textWidth(label, tokens, 12, 600))) + 12;
  const row = above ? 46 : 28;
  const grid = { left: above ? 1 : nameWidth + 12, right: labelWidth, top: 28, bottom: 4, outerBoundsMode: "none" };

  return {
    height: names.length * row + grid.top + grid.bottom,
    links: spec.links,
    readout: readout(spec, (index) => [spec.values[index] ?? 0, index]),
    option: {
      grid,
      graphic: [unitLabel(value.label, tokens, grid.left)],
      xAxis: valueAxis(value, tokens, { axisLabel: { show: false }, splitLine: { show: false }, max: value.max ?? furthest(spec) }),
      yAxis: {
        type: "category",
        inverse: true,
        data: category.values.map(String),
        axisLine: { lineStyle: { color: tokens.grey } },
        axisTick: { show: false },
        axisLabel: {
          show: !above,
          color: tokens.ink,
          fontSize: 13,
          margin: 10,
          interval: 0,
          formatter: (_, index) => shorten(names[index], nameWidth, tokens, 13),
        },
      },
      series: [
        bars(spec, tokens, { barWidth: 16 }),
        ...(above ? [overlay((api) => names.map((name, index) => {
          const [x, y] = api.coord([0, index]);
          const look = { fontSize: 13, backgroundColor: tokens.paper, padding: [1, 4, 1, 0] };
          return text(x, y - 18, shorten(name, nameWidth, tokens, 13), tokens.ink, tokens, look);
        }), { z: 6 })] : []),
        ...reference(spec, tokens, (api, { y: top, height }) => {
          const [x] = api.coord([spec.reference.value, 0]);
          return [
            segment(x, top - 6, x, top + height, tokens.ink, 1, [3, 3]),
            text(Math.min(x, width - textWidth(spec.reference.label, tokens) - 4), top - 14, spec.reference.label, tokens.ink, tokens),
          ];
        }),
        overlay((api) => spec.values.flatMap((one, index) => {
          if (one === null) return [text(api.coord([0, index])[0] + 8, api.coord([0, index])[1], "not known", tokens.grey, tokens)];
          const end = api.coord([Math.max(one, spec.high?.[index] ?? one), index]);
          return [...interval(spec, index, (number) => api.coord([number, index]), tokens),
            text(end[0] + 6, end[1], labels[index], tokens.ink, tokens, {
              fontWeight: 600, backgroundColor: tokens.paper, padding: [1, 2],
            })];
        }), { z: 7 }),
      ],
    },
  };
}

function standing(spec, { width, tokens }) {
  const { category, value } = spec;
  const left = tickWidth(value, [...spec.values, ...(spec.high ?? [])], tokens);
  const grid = { left, right: 8, top: 32, bottom: category.label ? 44 : 28, outerBoundsMode: "none" };
  return {
    height: width < 560 ? 240 : 280,
    links: spec.links,
    readout: readout(spec, (index) => [index, spec.values[index] ?? 0]),
    option: {
      grid,
      graphic: [
        unitLabel(value.label, tokens),
        ...(category.label ? [{ ...unitLabel(category.label, tokens, left), top: undefined, bottom: 3 }] : []),
      ],
      xAxis: categoryAxis(category, width - left - 8, tokens),
      yAxis: valueAxis(value, tokens, {}, [...spec.values, ...(spec.high ?? [])]),
      series: [
        bars(spec, tokens, { barMaxWidth: 40, barCategoryGap: "28%" }),
        ...reach(spec.high),
        overlay((api) => spec.values.flatMap((_, index) => interval(spec, index, (number) => api.coord([index, number]), tokens))),
        ...reference(spec, tokens, (api, { x, width: across }) => {
          const [, y] = api.coord([0, spec.reference.value]);
          return [
            segment(x, y, x + across, y, tokens.ink, 1, [3, 3]),
            text(x + across, y - 9, spec.reference.label, tokens.ink, tokens, {
              align: "right", backgroundColor: tokens.paper, padding: [1, 4],
            }),
          ];
        }),
      ],
    },
  };
}

function bars(spec, tokens, size) {
  const colour = (index) => (spec.highlight && !spec.highlight.includes(index) ? tokens.quiet : tokens.series[0]);
  return {
    type: "bar",
    ...size,
    cursor: spec.links ? "pointer" : "default",
    emphasis: { disabled: true },
    data: spec.values.map((one, index) => {
      const incomplete = spec.incomplete?.[index];
      return {
        value: one,
        itemStyle: incomplete
          ? { color: hatch(colour(index)), borderColor: colour(index), borderWidth: 1 }
          : { color: colour(index) },
      };
    }),
  };
}

function interval(spec, index, coordinate, tokens) {
  if (spec.low?.[index] == null || spec.high?.[index] == null) return [];
  const ends = [coordinate(spec.low[index]), coordinate(spec.high[index])];
  return [...whisker(...ends, tokens.paper, 0, 4.5), ...whisker(...ends, tokens.ink, 4, 1.5)];
}

function reference(spec, tokens, draw) {
  return spec.reference ? [overlay(draw, { z: 5 })] : [];
}

function furthest(spec) {
  const known = [...spec.values, ...(spec.high ?? []), spec.reference?.value].filter((one) => one !== null && one !== undefined);
  return Math.max(...known, 0) || undefined;
}

function readout(spec, at) {
  return { trigger: "item", count: spec.values.length, content: (index) => content(spec, index), at };
}

function content(spec, index) {
  const rows = [[spec.value.label, format(spec.values[index], spec.value.unit)]];
  if (spec.low?.[index] != null) {
    rows.push(["95 % interval", `${format(spec.low[index], spec.value.unit)} to ${format(spec.high[index], spec.value.unit)}`]);
  }
  if (spec.counts?.[index] != null) rows.push([spec.countLabel ?? "Plays", format(spec.counts[index], "count")]);
  const name = categoryName(spec.category.values[index], spec.category.unit);
  return { title: spec.incomplete?.[index] ? `${name}, incomplete` : name, rows };
}
