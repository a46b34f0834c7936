// Lines over time or steps: labelled at their end, intervals as bands, dashed lines or whiskers, incomplete periods dashed on hatched ground.
import { format } from "../format.js";
import { fade } from "../tokens.js";
import { categoryAxis, categoryName, tickWidth, unitLabel, valueAxis } from "./axes.js";
import { dot, hatch, line as segment, overlay, reach, text, whisker } from "./marks.js";
import { pointer } from "./readout.js";
import { shorten, spread, textWidth } from "./text.js";

export function line(spec, { width, tokens }) {
  const { x, y, series } = spec;
  const colours = series.map((one, index) => (one.role === "reference" ? tokens.quiet : tokens.series[index % tokens.series.length]));
  const labelled = series.length > 1 || series[0]?.labelled;
  const labelWidth = labelled
    ? Math.min(Math.max(...series.map(({ name }) => textWidth(name, tokens, 12, 600))), width * 0.28) + 14
    : 8;
  const values = series.flatMap((one) => [...one.values, ...(one.high ?? []), ...(one.low ?? [])]);
  const left = tickWidth(y, values, tokens);
  const grid = { left, right: labelWidth, top: spec.marks?.length > 0 ? 48 : 32, bottom: x.label ? 44 : 28 };
  const room = width - grid.left - grid.right;

  return {
    height: width < 560 ? 260 : 320,
    readout: {
      trigger: "axis",
      count: x.values.length,
      content: (index) => content(spec, index, colours),
      at: (index) => [index, series[0]?.values[index] ?? 0],
    },
    option: {
      grid: { ...grid, outerBoundsMode: "none" },
      graphic: [
        unitLabel(y.label, tokens),
        ...(x.label ? [{ ...unitLabel(x.label, tokens, left), top: undefined, bottom: 3 }] : []),
      ],
      xAxis: categoryAxis(x, room, tokens, {
        boundaryGap: false,
        // Below zero, too, the days stand at the foot of the chart.
        axisLine: { onZero: false, lineStyle: { color: tokens.grey, width: 1 } },
      }),
      yAxis: valueAxis(y, tokens, {}, values),
      tooltip: pointer(tokens),
      series: [
        ...incompleteGround(spec, tokens),
        ...series.flatMap((one, index) => [...reach(one.low, one.high), ...interval(one, colours[index])]),
        ...series.flatMap((one, index) => strokes(one, colours[index], spec.incompleteFrom, series.length === 1, tokens)),
        ...marks(spec, tokens),
        ...(labelled ? [ends(series, colours, labelWidth, tokens)] : []),
      ],
    },
  };
}

function content(spec, index, colours) {
  if (index < 0 || index >= spec.x.values.length) return null;
  const incomplete = spec.incompleteFrom !== undefined && index >= spec.incompleteFrom;
  const rows = spec.series.map((one, i) => {
    const interval = one.low?.[index] != null
      ? ` (${format(one.low[index], spec.y.unit)} to ${format(one.high[index], spec.y.unit)})`
      : "";
    return [one.name, format(one.values[index], spec.y.unit) + interval, colours[i]];
  });
  const name = categoryName(spec.x.values[index], spec.x.unit);
  const title = spec.x.unit === "number" && spec.x.label ? `${spec.x.label}: ${name}` : name;
  return { title: title + (incomplete ? ", incomplete" : ""), rows };
}

function strokes(one, colour, incompleteFrom, alone, tokens) {
  const stroke = {
    type: "line",
    symbol: "circle",
    symbolSize: 5,
    showSymbol: one.values.filter((value) => value !== null).length <= 14 && alone,
    connectNulls: false,
    z: one.role === "reference" ? 3 : 4,
    itemStyle: { color: colour, borderColor: tokens.paper },
    lineStyle: { color: colour, width: one.role === "reference" ? 1.5 : 2.25 },
    emphasis: { disabled: true },
  };
  // Points with whiskers have no line between them: nothing is known there.
  if (one.interval === "whiskers") {
    return [{ ...stroke, name: one.name, data: one.values, showSymbol: true, symbolSize: 9, z: 6, lineStyle: { opacity: 0 } }];
  }
  if (incompleteFrom === undefined || incompleteFrom >= one.values.length) return [{ ...stroke, name: one.name, data: one.values }];
  const solid = one.values.map((value, index) => (index < incompleteFrom ? value : null));
  const dashed = one.values.map((value, index) => (index >= incompleteFrom - 1 ? value : null));
  return [
    { ...stroke, name: one.name, data: solid },
    {
      ...stroke,
      name: one.name,
      data: dashed,
      showSymbol: dashed.filter((value) => value !== null).length === 1,
      lineStyle: { ...stroke.lineStyle, type: [4, 4] },
    },
  ];
}

/** The interval of a series, as its `interval` says: a band, two dashed lines, or whiskers. */
function interval(one, colour) {
  if (!one.low || !one.high) return [];
  if (one.interval === "dashed") return [one.low, one.high].map((data) => bound(data, colour));
  if (one.interval === "whiskers") return [whiskers(one, colour)];
  return band(one, colour);
}

function bound(data, colour) {
  return {
    type: "line",
    data,
    symbol: "none",
    silent: true,
    connectNulls: false,
    z: 3,
    lineStyle: { color: colour, width: 1.25, type: [5, 4] },
    emphasis: { disabled: true },
  };
}

function whiskers(one, colour) {
  return overlay((api) => one.values.flatMap((_, index) => (one.low[index] != null && one.high[index] != null
    ? whisker(api.coord([index, one.low[index]]), api.coord([index, one.high[index]]), colour, 4, 2)
    : [])), { z: 5 });
}

function band(one, colour) {
  return [overlay((api) => {
    const known = one.values.map((_, index) => index).filter((index) => one.low[index] != null && one.high[index] != null);
    const upper = known.map((index) => api.coord([index, one.high[index]]));
    const lower = known.map((index) => api.coord([index, one.low[index]])).reverse();
    return [{ type: "polygon", silent: true, shape: { points: [...upper, ...lower] }, style: { fill: fade(colour, 0.16) } }];
  }, { z: 2, clip: true })];
}

function incompleteGround(spec, tokens) {
  const { incompleteFrom, x } = spec;
  if (incompleteFrom === undefined || incompleteFrom >= x.values.length) return [];
  return [overlay((api, { x: left, y: top, width, height }) => {
    const start = incompleteFrom === 0 ? left : (api.coord([incompleteFrom - 1, 0])[0] + api.coord([incompleteFrom, 0])[0]) / 2;
    return [{
      type: "rect",
      silent: true,
      shape: { x: start, y: top, width: left + width - start, height },
      style: { fill: hatch(fade(tokens.grey, 0.22)) },
    }];
  }, { z: 1 })];
}

function marks(spec, tokens) {
  const known = (spec.marks ?? []).map((mark) => ({ ...mark, index: spec.x.values.indexOf(mark.x) })).filter(({ index }) => index >= 0);
  if (known.length === 0) return [];
  return [overlay((api, { x: left, y: top, width, height }) => known.flatMap(({ index, label }) => {
    const [x] = api.coord([index, 0]);
    const align = x > left + width / 2 ? "right" : "left";
    return [
      segment(x, top - 12, x, top + height, tokens.grey, 1, [2, 3]),
      text(x + (align === "left" ? 6 : -6), top - 12, label, tokens.grey, tokens, { align }),
    ];
  }))];
}

function ends(series, colours, labelWidth, tokens) {
  return overlay((api, { y: top, height }) => {
    const points = series.map((one) => {
      const last = one.values.findLastIndex((value) => value !== null && value !== undefined);
      return last < 0 ? null : api.coord([last, one.values[last]]);
    });
    const known = series.map((_, index) => index).filter((index) => points[index]);
    const spots = spread(known.map((index) => points[index][1]), 16, top, top + height);
    return known.flatMap((index, i) => {
      const [x, y] = points[index];
      const name = shorten(series[index].name, labelWidth - 14, tokens, 12, 600);
      return [dot(x, y, 3.5, colours[index], tokens.paper), text(x + 10, spots[i], name, tokens.ink, tokens, { fontWeight: 600 })];
    });
  });
}
