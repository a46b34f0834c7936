// The design tokens of the style sheet as values a canvas understands, for the theme that is shown now.
const colours = [
  "paper", "sunken", "ink", "grey", "line", "accent", "accent-soft", "attention", "series-quiet",
  "series-1", "series-2", "series-3", "series-4", "series-5", "series-6",
  "scale-1", "scale-2", "scale-3", "scale-4", "scale-5", "scale-6", "scale-7",
];

export function readTokens() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const all = Object.fromEntries(colours.map((name) => [name, read(name)]));
  const font = style.fontFamily;
  probe.remove();
  const numbered = (name) => colours.filter((colour) => colour.startsWith(`${name}-`) && /\d$/.test(colour)).map((colour) => all[colour]);
  return {
    paper: all.paper,
    sunken: all.sunken,
    ink: all.ink,
    grey: all.grey,
    line: all.line,
    accent: all.accent,
    soft: all["accent-soft"],
    attention: all.attention,
    quiet: all["series-quiet"],
    series: numbered("series"),
    scale: numbered("scale"),
    font,
  };
}

/** A colour with an opacity. */
export function fade(colour, opacity) {
  const [red, green, blue] = channels(colour);
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** The colour at a share of the way along a scale. */
export function along(scale, share) {
  const position = Math.min(1, Math.max(0, share)) * (scale.length - 1);
  const index = Math.min(scale.length - 2, Math.floor(position));
  const [from, to] = [channels(scale[index]), channels(scale[index + 1])];
  const mixed = from.map((channel, i) => Math.round(channel + (to[i] - channel) * (position - index)));
  return `rgb(${mixed.join(", ")})`;
}

/** Of two text colours, the one that contrasts more with the background. */
export function readable(background, one, other) {
  return contrast(background, one) >= contrast(background, other) ? one : other;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour) {
  return colour.match(/[\d.]+/g).slice(0, 3).map(Number);
}
