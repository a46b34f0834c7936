// A heatmap of cohorts by periods: one hue, the value printed in each cell, incomplete cells hatched, future cells empty.
import { format } from "../format.js";
import { along, fade, readable } from "../tokens.js";
import { categoryName, unitLabel } from "./axes.js";
import { hatch, text } from "./marks.js";
import { plain, shorten, textWidth } from "./text.js";

export function heatmap(spec, { width, tokens }) {
  const { rows, columns, value, cells } = spec;
  const narrow = width < 640;
  const names = rows.values.map((one) => rowName(one, rows.unit, narrow));
  const sizes = (rows.sizes ?? []).map((size) => format(size, "count"));
  const nameWidth = Math.min(Math.max(...names.map((name) => textWidth(name, tokens))), narrow ? 88 : 180);
  const sizeWidths = [...sizes, rows.sizeLabel ?? ""].map((size) => textWidth(size, tokens));
  const sizeWidth = sizes.length > 0 && !narrow ? Math.max(...sizeWidths) + 16 : 0;
  const left = nameWidth + sizeWidth + 10;
  const row = 30;
  const grid = { left, right: 1, top: 48, bottom: 4, outerBoundsMode: "none" };
  const [low, high] = domain(spec);
  const data = cells.flatMap((line, y) => line.map((cell, x) => ({ value: [x, y, cell], link: spec.links?.[y]?.[x] })))
    .filter((item) => item.value[2] !== null && item.value[2] !== undefined);

  return {
    height: rows.values.length * row + grid.top + grid.bottom,
    minWidth: left + columns.values.length * 30,
    readout: {
      trigger: "item",
      count: data.length,
      content: (index) => content(spec, data[index]),
      at: (index) => data[index].value.slice(0, 2),
    },
    option: {
      grid,
      graphic: [
        unitLabel(columns.label, tokens, left),
        ...(sizeWidth > 0 ? [{ ...unitLabel(rows.sizeLabel ?? "", tokens), left: undefined, right: width - left + 10, top: 26 }] : []),
        { ...unitLabel(rows.label, tokens), top: 26 },
      ],
      xAxis: {
        type: "category",
        position: "top",
        data: columns.values.map(String),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: tokens.grey, fontSize: 12, interval: "auto", margin: 8 },
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.values.map(String),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          interval: 0,
          margin: 10,
          formatter: (_, index) => {
            const name = `{name|${plain(shorten(names[index], nameWidth, tokens))}}`;
            return sizeWidth > 0 ? `${name}{size|${sizes[index] ?? ""}}` : name;
          },
          rich: {
            name: { color: tokens.ink, fontSize: 12, width: nameWidth, align: "left" },
            size: { color: tokens.grey, fontSize: 12, width: sizeWidth, align: "right" },
          },
        },
      },
      series: [{
        type: "custom",
        cursor: spec.links ? "pointer" : "default",
        data,
        renderItem: (_, api) => cellMark(spec, api, [low, high], tokens),
      }],
    },
  };
}

function cellMark(spec, api, [low, high], tokens) {
  const [x, y, value] = [api.value(0), api.value(1), api.value(2)];
  const [centerX, centerY] = api.coord([x, y]);
  const [width, height] = api.size([1, 1]);
  const incomplete = spec.incomplete?.[y]?.[x];
  const given = x === 0 && startsWhole(spec);
  const fill = given ? tokens.sunken : along(tokens.scale, high > low ? (value - low) / (high - low) : 0);
  const colour = given ? tokens.grey : incomplete ? tokens.ink : readable(fill, tokens.ink, tokens.paper);
  const shape = { x: centerX - width / 2 + 1, y: centerY - height / 2 + 1, width: width - 2, height: height - 2, r: 2 };
  const label = printed(value, spec.value, width);
  return {
    type: "group",
    children: [
      { type: "rect", shape, style: { fill: incomplete ? fade(fill, 0.3) : fill } },
      ...(incomplete ? [{ type: "rect", shape, style: { fill: hatch(fade(tokens.grey, 0.35)) } }] : []),
      text(centerX, centerY, label, colour, tokens, {
        align: "center",
        fontSize: width < 40 ? 11 : 12,
        ...(incomplete ? { backgroundColor: fade(tokens.paper, 0.75), padding: [1, 3] } : {}),
      }),
    ],
  };
}

/** A share is printed without its percent sign where the cell is too narrow for it. */
function printed(value, { unit }, width) {
  if (unit !== "share") return format(value, unit);
  return width < 56 ? String(Math.round(value * 100)) : format(value, unit, value < 0.1 && width > 64 ? 1 : 0);
}

/** Whether the first column is 100 % by definition, which is no finding and gets no colour. */
function startsWhole(spec) {
  return spec.value.unit === "share" && spec.cells.every(([first]) => first === 1 || first === null);
}

function domain(spec) {
  if (spec.value.max !== undefined) return [spec.value.min ?? 0, spec.value.max];
  const known = spec.cells.flatMap((line) => line.slice(startsWhole(spec) ? 1 : 0)).filter((cell) => cell !== null && cell !== undefined);
  return [spec.value.min ?? 0, Math.max(...known, 0) || 1];
}

function rowName(value, unit, narrow) {
  if (unit === "week") return narrow ? format(value, "date").replace(/[,\s]*\d{4}$/, "") : format(value, "date");
  return categoryName(value, unit);
}

function content(spec, item) {
  if (!item) return null;
  const [x, y, value] = item.value;
  const rows = [[spec.value.label, format(value, spec.value.unit)]];
  const [low, high] = [spec.low?.[y]?.[x], spec.high?.[y]?.[x]];
  if (low != null && high != null) rows.push(["95 % interval", `${format(low, spec.value.unit)} to ${format(high, spec.value.unit)}`]);
  if (spec.rows.sizes?.[y] != null) rows.push([spec.rows.sizeLabel ?? "Size", format(spec.rows.sizes[y], "count")]);
  const name = `${categoryName(spec.rows.values[y], spec.rows.unit)}, ${spec.columns.label.toLowerCase()} ${spec.columns.values[x]}`;
  return { title: spec.incomplete?.[y]?.[x] ? `${name}, incomplete` : name, rows };
}
