// A funnel as bars from one zero: how many reach each step, and between steps how many do not.
import { format } from "../format.js";
import { fade } from "../tokens.js";
import { hatch, text } from "./marks.js";
import { shorten, textWidth } from "./text.js";

export function funnel(spec, { width, tokens }) {
  const { steps, value } = spec;
  const dense = steps.length > 8;
  const row = dense ? 34 : 64;
  const narrow = width < 560;
  const nameWidth = dense ? Math.min(Math.max(...steps.map(({ label }) => textWidth(label, tokens, 13))), width * 0.3) + 12 : 0;
  const counts = steps.map((step) => {
    const share = format(step.share, "share", step.share < 0.1 ? 1 : 0);
    return format(step.value, "count") + (narrow && dense ? "" : `  ·  ${share}`);
  });
  const countWidth = Math.max(...counts.map((count) => textWidth(count, tokens, 12, 600))) + 16;
  const lossWidth = Math.max(0, ...steps.map((step, index) => textWidth(lossText(steps, index, narrow), tokens, 12, 600))) + 16;
  const right = dense ? countWidth + (narrow ? 48 : lossWidth) : countWidth;
  const grid = { left: nameWidth, right, top: 4, bottom: 4, outerBoundsMode: "none" };
  const frame = { dense, row, narrow, nameWidth, counts, width, countWidth, tokens };

  return {
    height: steps.length * row + 8,
    links: steps.map(({ link }) => link),
    readout: {
      trigger: "item",
      count: steps.length,
      content: (index) => content(spec, index),
      at: (index) => [steps[index].value, index],
    },
    option: {
      grid,
      xAxis: { type: "value", min: 0, max: steps[0]?.value || 1, show: false },
      yAxis: { type: "category", inverse: true, data: steps.map(({ label }) => label), show: false },
      series: [{
        type: "custom",
        clip: false,
        cursor: steps.some(({ link }) => link) ? "pointer" : "default",
        data: steps.map((step, index) => [step.value, index]),
        renderItem: ({ dataIndex }, api) => ({ type: "group", children: stepMarks(steps, dataIndex, api, frame) }),
      }],
      graphic: steps.length === 0 ? [text(0, 12, value.label, tokens.grey, tokens)] : [],
    },
  };
}

function stepMarks(steps, index, api, { dense, row, narrow, nameWidth, counts, width, countWidth, tokens }) {
  const step = steps[index];
  const [zero, middle] = api.coord([0, index]);
  const [end] = api.coord([step.value, index]);
  const before = index > 0 ? api.coord([steps[index - 1].value, index])[0] : end;
  const height = dense ? 20 : 24;
  const top = dense ? middle - height / 2 : middle - row / 2 + 26;
  const colour = tokens.series[0];
  const lossColour = step.highlight ? tokens.attention : tokens.grey;
  const loss = lossText(steps, index, narrow);
  const name = { fontSize: dense ? 13 : 14, fontWeight: dense ? 400 : 600 };
  const nameRoom = dense ? nameWidth - 12 : width - (loss ? textWidth(loss, tokens, 12, 600) + 24 : 0);
  const label = shorten(step.label, nameRoom, tokens, name.fontSize, name.fontWeight);
  const rect = (from, to, style) => ({ type: "rect", shape: { x: from, y: top, width: Math.max(0, to - from), height }, style });
  return [
    rect(end, before, { fill: hatch(fade(lossColour, step.highlight ? 0.55 : 0.28)) }),
    rect(zero, end, { fill: colour }),
    text(zero - nameWidth, dense ? middle : top - 12, label, tokens.ink, tokens, name),
    text(before + 8, top + height / 2, counts[index], tokens.ink, tokens, { fontWeight: 600 }),
    text(width - 2, dense ? middle : top - 12, loss, lossColour, tokens, { align: "right", fontWeight: step.highlight ? 600 : 400 }),
  ];
}

function lossText(steps, index, narrow) {
  if (index === 0 || !steps[index - 1].value) return "";
  const lost = 1 - steps[index].value / steps[index - 1].value;
  return `−${format(lost, "share")}${steps[index].highlight && !narrow ? ` ${steps[index].note ?? "leave here"}` : ""}`;
}

function content(spec, index) {
  const step = spec.steps[index];
  const before = spec.steps[index - 1];
  const rows = [[spec.value.label, format(step.value, "count")], ["Of the first step", format(step.share, "share")]];
  if (before) {
    rows.push(["Of the step before", format(before.value ? step.value / before.value : null, "share")]);
    rows.push(["Left before this step", format(before.value - step.value, "count")]);
  }
  if (step.seconds != null) rows.push(["Median time since the step before", format(step.seconds, "seconds")]);
  return { title: step.label, rows };
}
