// Numbers in the language of the page, dates in the locale of the reader, durations as "3 h 12 min".
const language = document.documentElement.lang || "en";
const thin = "\u202f";
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });
const instant = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function formatDate(text) {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : day.format(date);
}

export function formatShortDate(text) {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : shortDay.format(date);
}

export function formatMonth(text) {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : month.format(date);
}

export function formatInstant(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : instant.format(date);
}

/** Seconds as the two largest parts: "3 h 12 min", "4 min 10 s". */
export function formatDuration(seconds) {
  const sign = seconds < 0 ? "−" : "";
  let rest = Math.abs(seconds);
  if (rest < 10 && !Number.isInteger(rest)) return `${sign}${number(rest, 1)}${thin}s`;
  rest = Math.round(rest);
  const parts = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = parts.findIndex(([, size]) => rest >= size);
  if (first < 0) return `0${thin}s`;
  const shown = parts.slice(first, first + 2).map(([name, size], index, list) => {
    const last = index === list.length - 1;
    const count = last ? Math.round(rest / size) : Math.floor(rest / size);
    rest -= count * size;
    return count > 0 || index === 0 ? `${count}${thin}${name}` : "";
  });
  return sign + shown.filter(Boolean).join(" ");
}

/** A value in its unit, as a tooltip or a label shows it. `digits` overrides the decimals. */
export function format(value, unit, digits) {
  if (value === null || value === undefined) return "not known";
  if (typeof value === "string") return isDay(unit) ? formatDate(value) : value;
  switch (unit) {
    case "share": return `${number(value * 100, digits ?? 1)}${thin}%`;
    case "points": return `${number(value * 100, digits ?? 1)}${thin}points`;
    case "seconds": return formatDuration(value);
    case "minutes": return Math.abs(value) < 60 ? `${number(value, digits ?? 1)}${thin}min` : formatDuration(value * 60);
    case "ratio": return number(value, digits ?? 3);
    case "hour": return `${String(value).padStart(2, "0")}:00`;
    default: return number(value, digits ?? (Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 2));
  }
}

/** A value on an axis: as short as the unit allows. */
export function formatTick(value, unit) {
  switch (unit) {
    case "share": return `${number(value * 100, 1, true)}${thin}%`;
    case "seconds": return value === 0 ? "0" : formatDuration(value);
    case "minutes": return value === 0 ? "0" : Math.abs(value) < 60 ? `${number(value, 1, true)}${thin}min` : formatDuration(value * 60);
    case "hour": return format(value, unit);
    default: return Math.abs(value) >= 10_000 ? compact(value) : number(value, 3, true);
  }
}

/** Whether a unit is a calendar unit, whose values are ISO dates. */
export function isDay(unit) {
  return unit === "date" || unit === "week" || unit === "month";
}

function number(value, digits, trim = false) {
  const options = { maximumFractionDigits: digits, minimumFractionDigits: trim ? 0 : digits };
  return value.toLocaleString(language, options).replace("-", "−");
}

function compact(value) {
  return value.toLocaleString(language, { notation: "compact", maximumFractionDigits: 1 }).replace("-", "−");
}
