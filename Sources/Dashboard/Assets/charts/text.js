// Text on a canvas: measured, shortened, and safe to put beside ECharts' own mark-up.
const context = document.createElement("canvas").getContext("2d");

export function textWidth(text, tokens, size = 12, weight = 400) {
  context.font = `${weight} ${size}px ${tokens.font}`;
  return Math.ceil(context.measureText(text).width);
}

/** The text, cut with an ellipsis so that it fits a width. */
export function shorten(text, width, tokens, size = 12, weight = 400) {
  if (textWidth(text, tokens, size, weight) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join("").trimEnd()}…`, tokens, size, weight) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** ECharts reads {name|text} as a style; this keeps a listener's or track's braces as braces. */
export function plain(text) {
  return String(text).replaceAll("{", "{\u200b").replaceAll("}", "\u200b｝");
}

/** Moves positions apart so that no two are nearer than `gap`, keeping their order and staying within bounds. */
export function spread(positions, gap, top, bottom) {
  const order = positions.map((position, index) => ({ position, index })).sort((a, b) => a.position - b.position);
  for (let pass = 0; pass < 20; pass += 1) {
    for (let i = 1; i < order.length; i += 1) {
      const overlap = gap - (order[i].position - order[i - 1].position);
      if (overlap <= 0) continue;
      order[i - 1].position -= overlap / 2;
      order[i].position += overlap / 2;
    }
    if (order.length > 0) {
      order[0].position = Math.max(order[0].position, top);
      order.at(-1).position = Math.min(order.at(-1).position, bottom);
    }
  }
  const result = [];
  for (const { position, index } of order) result[index] = position;
  return result;
}
