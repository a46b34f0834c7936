// Numbers in the language of the page, dates in the locale of the reader, durations as "3 h 12 min".
const language = document.documentElement.lang || "en";
const thin = "\u202f";
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });
const bareMonth = new Intl.DateTimeFormat(undefined, { month: "short", timeZone: "UTC" });
const instant = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function formatDate(text) {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : day.format(date);
}

export function formatShortDate(text) {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : shortDay.format(date);
}

export function formatMonth(text, withYear = true) {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : (withYear ? month : bareMonth).format(date);
}

export function formatInstant(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : instant.format(date);
}

const parts = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];

/** Seconds as the two largest parts: "3 h 12 min", "4 min 10 s". The smaller is rounded first, so that none overflows into "60 min". */
export function formatDuration(seconds) {
  const sign = seconds < 0 ? "−" : "";
  const length = Math.abs(seconds);
  if (length < 59.5) return `${sign}${number(length, length < 10 ? 1 : 0, true)}${thin}s`;
  for (const [index, [name, size]] of parts.slice(0, -1).entries()) {
    const [smallerName, smallerSize] = parts[index + 1];
    const rounded = Math.round(length / smallerSize) * smallerSize;
    if (rounded < size) continue;
    const whole = Math.floor(rounded / size);
    const rest = Math.round((rounded - whole * size) / smallerSize);
    return `${sign}${number(whole, 0)}${thin}${name}${rest > 0 ? ` ${rest}${thin}${smallerName}` : ""}`;
  }
  return `0${thin}s`;
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
    case "log10": return significant(10 ** value);
    default: return number(value, digits ?? (Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 2));
  }
}

/** A value on an axis: as short as the unit allows. */
export function formatTick(value, unit) {
  switch (unit) {
    case "share": return `${number(value * 100, 1, true)}${thin}%`;
    case "seconds": return value === 0 ? "0" : formatDuration(value);
    case "minutes": return value === 0 ? "0" : Math.abs(value) < 60 ? `${number(value, 1, true)}${thin}min` : formatDuration(value * 60);
    case "hour":
    case "log10": return format(value, unit);
    default: return Math.abs(value) >= 10_000 ? compact(value) : number(value, 3, true);
  }
}

/** Whether a unit is a calendar unit, whose values are ISO dates. */
export function isDay(unit) {
  return unit === "date" || unit === "week" || unit === "month";
}

/** Two figures, however small: what a p-value takes. */
function significant(value) {
  return value.toLocaleString(language, { maximumSignificantDigits: 2, maximumFractionDigits: 20 });
}

function number(value, digits, trim = false) {
  const options = { maximumFractionDigits: digits, minimumFractionDigits: trim ? 0 : digits };
  return value.toLocaleString(language, options).replace("-", "−");
}

function compact(value) {
  return value.toLocaleString(language, { notation: "compact", maximumFractionDigits: 1 }).replace("-", "−");
}
