// Where the ticks of a value axis stand: at steps that people count in, so that their labels can be measured before anything is drawn.
const durations = {
  seconds: [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400],
  minutes: [1, 5, 10, 15, 30, 60, 120, 240, 720, 1440],
};
const fractions = new Set(["share", "points", "ratio", "number", "seconds", "minutes"]);

/** The bounds, the step and the ticks of an axis { unit, min?, max?, zero? } that is to hold all values. */
export function scale(axis, values, count = 4) {
  const known = values.filter((value) => Number.isFinite(value));
  const floor = axis.zero === false ? [] : [0];
  const low = axis.min ?? Math.min(...floor, ...(known.length > 0 ? known : [0]));
  let high = axis.max ?? Math.max(...floor, ...(known.length > 0 ? known : [0]));
  if (high <= low) high = low + (axis.unit === "share" || axis.unit === "points" ? 0.1 : 1);
  const interval = step(axis.unit, low, high, count);
  const min = axis.min ?? Math.floor(low / interval + 1e-9) * interval;
  const max = axis.max ?? Math.ceil(high / interval - 1e-9) * interval;
  const ticks = [];
  for (let tick = min; tick <= max + interval * 1e-6; tick += interval) ticks.push(Math.round(tick / interval * 1e6) / 1e6 * interval);
  return { min, max, interval, ticks };
}

function step(unit, low, high, count) {
  if (unit === "share" && low === 0 && high === 1) return 0.25;
  const duration = durations[unit]?.find((size) => (high - low) / size <= count + 1);
  if (duration) return duration;
  const rough = (high - low) / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 2.5, 5, 10].find((size) => size * magnitude >= rough * 0.999) * magnitude;
  return fractions.has(unit) ? nice : Math.max(1, Math.round(nice));
}
