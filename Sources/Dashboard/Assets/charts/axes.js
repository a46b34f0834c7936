// Axes: few lines, ticks that a person would choose, the unit said once at the top.
import { format, formatMonth, formatShortDate, formatTick, isDay } from "../format.js";
import { scale } from "./scale.js";
import { textWidth } from "./text.js";

/** A value axis with hairlines. `axis` is { unit, min?, max?, zero? }; it starts at zero unless `zero` is false. */
export function valueAxis(axis, tokens, overrides = {}, values = []) {
  const { min, max, interval } = scale(axis, values, overrides.splitNumber);
  return {
    type: "value",
    min,
    max,
    interval,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: tokens.line, width: 1 } },
    axisLabel: {
      color: tokens.grey,
      fontSize: 12,
      hideOverlap: true,
      alignMaxLabel: "right",
      formatter: (value) => formatTick(value, axis.unit),
    },
    ...overrides,
  };
}

/** A category axis whose labels are chosen to fit `width`: Mondays, first days of months or quarters for days; every n-th otherwise. */
export function categoryAxis(axis, width, tokens, overrides = {}) {
  const shown = chooseTicks(axis.values, axis.unit, width, tokens);
  const months = isDay(axis.unit) && spansMonths(axis.values, shown);
  const years = new Set([...shown].map((index) => String(axis.values[index]).slice(0, 4))).size > 1;
  return {
    type: "category",
    data: axis.values.map(String),
    axisLine: { lineStyle: { color: tokens.grey, width: 1 } },
    axisTick: { show: true, alignWithLabel: true, interval: (index) => shown.has(index), length: 4, lineStyle: { color: tokens.grey } },
    axisLabel: {
      color: tokens.grey,
      fontSize: 12,
      interval: (index) => shown.has(index),
      alignMaxLabel: overrides.boundaryGap === false && shown.has(axis.values.length - 1) ? "right" : undefined,
      formatter: (_, index) => tickText(axis.values[index], axis.unit, months, years),
    },
    ...overrides,
  };
}

/** The full name of a category, for tooltips. */
export function categoryName(value, unit) {
  if (unit === "week") return `Week of ${format(String(value), "date")}`;
  if (unit === "month") return formatMonth(String(value));
  if (unit === "date") return format(String(value), "date");
  if (unit === "hour") return format(Number(value), "hour");
  return String(value);
}

/** The words at the top left of a plot: what the values are, in which unit. */
export function unitLabel(text, tokens, left = 0, top = 0) {
  return { type: "text", left, top, silent: true, style: { text, fill: tokens.grey, font: `12px ${tokens.font}` } };
}

/** How wide the labels of a value axis become. */
export function tickWidth(axis, values, tokens) {
  return Math.max(...scale(axis, values).ticks.map((tick) => textWidth(formatTick(tick, axis.unit), tokens))) + 12;
}

function tickText(value, unit, months, years = true) {
  if (!isDay(unit)) return unit === "hour" ? format(Number(value), "hour") : String(value);
  return months || unit === "month" ? formatMonth(value, years) : formatShortDate(value);
}

function chooseTicks(values, unit, width, tokens) {
  const sample = values.length > 0 ? tickText(values[Math.floor(values.length / 2)], unit, unit === "month") : "";
  const room = Math.max(1, Math.floor(width / (textWidth(sample, tokens) + 16)));
  const all = values.map((_, index) => index);
  const step = [1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 25, 50, 100].find((size) => all.length / size <= room) ?? Math.ceil(all.length / room);
  if (step === 1) return new Set(all);
  if (isDay(unit)) {
    const date = (index) => new Date(`${values[index]}T00:00:00Z`);
    const monday = all.filter((index) => date(index).getUTCDay() === 1);
    const first = all.filter((index) => index > 0 && date(index).getUTCMonth() !== date(index - 1).getUTCMonth());
    const second = monday.filter((_, index) => index % 2 === 0);
    const quarter = first.filter((index) => date(index).getUTCMonth() % 3 === 0);
    const candidates = unit === "date" && values.length < 150 ? [monday, second, first, quarter] : [first, quarter];
    for (const choice of candidates) {
      const nearest = Math.min(...choice.slice(1).map((index, i) => index - choice[i]));
      if (choice.length >= 2 && nearest >= all.length / room) return new Set(choice);
    }
  }
  return new Set(all.filter((index) => index % step === 0));
}

function spansMonths(values, shown) {
  const days = [...shown].map((index) => Date.parse(values[index]) / 86_400_000);
  return days.length > 1 && (days.at(-1) - days[0]) / (days.length - 1) > 27;
}
