// Marks that several charts share: hatching for what is incomplete, whiskers for intervals, reference lines.

/** A fill of diagonal lines in a colour. */
export function hatch(colour) {
  const size = 16;
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d");
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.beginPath();
  for (const offset of [-size, 0, size]) {
    context.moveTo(offset - 2, size + 2);
    context.lineTo(offset + size + 2, -2);
  }
  context.stroke();
  return { image: canvas, repeat: "repeat", scaleX: 0.5, scaleY: 0.5 };
}

/** An interval as a line with short ends, between two points on a canvas. */
export function whisker(from, to, colour, across = 4, lineWidth = 1.5) {
  const horizontal = Math.abs(from[1] - to[1]) < Math.abs(from[0] - to[0]);
  const [dx, dy] = horizontal ? [0, across] : [across, 0];
  const segment = (x1, y1, x2, y2) => ({ type: "line", silent: true, shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth } });
  const ends = across > 0
    ? [from, to].map(([x, y]) => segment(x - dx, y - dy, x + dx, y + dy))
    : [];
  return [segment(from[0], from[1], to[0], to[1]), ...ends];
}

export function line(x1, y1, x2, y2, stroke, lineWidth = 1, lineDash = undefined) {
  return { type: "line", silent: true, shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth, lineDash } };
}

export function text(x, y, words, fill, tokens, style = {}) {
  return {
    type: "text",
    silent: true,
    x,
    y,
    style: { text: words, fill, fontFamily: tokens.font, fontSize: 12, verticalAlign: "middle", ...style },
  };
}

export function dot(cx, cy, r, fill, stroke) {
  return { type: "circle", shape: { cx, cy, r }, style: { fill, stroke, lineWidth: stroke ? 1.5 : 0 } };
}

export function diamond(x, y, r, fill, stroke) {
  const points = [[x, y - r], [x + r, y], [x, y + r], [x - r, y]];
  return { type: "polygon", silent: true, shape: { points }, style: { fill, stroke, lineWidth: 1.5 } };
}

/** An unseen series that makes the axis reach as far as the ends of the intervals. */
export function reach(...ends) {
  return ends.filter(Boolean).map((data) => ({
    type: "line", data, symbol: "none", silent: true, lineStyle: { opacity: 0 }, emphasis: { disabled: true }, tooltip: { show: false },
  }));
}

/** A custom series that draws once over the whole plot, with the coordinates of the axes. */
export function overlay(draw, extra = {}) {
  return {
    type: "custom",
    silent: true,
    clip: false,
    z: 5,
    tooltip: { show: false },
    data: [[null, null]],
    renderItem: (params, api) => ({ type: "group", children: draw(api, params.coordSys).filter(Boolean) }),
    ...extra,
  };
}
