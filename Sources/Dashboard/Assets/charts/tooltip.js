// One tooltip for all charts. It is drawn on the canvas, because HTML tooltips carry inline styles that the pages forbid.
import { plain, textWidth } from "./text.js";

/** The ECharts option; `trigger` is "axis" or "item", `content(params)` gives { title, rows: [[name, value, colour?]] } or null. */
export function tooltip(tokens, trigger, content) {
  const rich = {
    title: { color: tokens.ink, fontWeight: 600, lineHeight: 22 },
    name: { color: tokens.grey, lineHeight: 20 },
    value: { color: tokens.ink, fontWeight: 600, lineHeight: 20, align: "right" },
  };
  const option = {
    trigger,
    renderMode: "richText",
    confine: true,
    transitionDuration: 0,
    backgroundColor: tokens.paper,
    borderColor: tokens.line,
    borderWidth: 1,
    borderRadius: 6,
    padding: [8, 12],
    textStyle: { color: tokens.ink, fontFamily: tokens.font, fontSize: 12, rich },
    axisPointer: { type: "line", lineStyle: { color: tokens.grey, width: 1, type: "solid" }, label: { show: false } },
    formatter: (params) => {
      const shown = content(params);
      if (!shown) return "";
      const names = Math.max(0, ...shown.rows.map(([name]) => textWidth(name, tokens)));
      const values = Math.max(0, ...shown.rows.map(([, value]) => textWidth(value, tokens, 12, 600)));
      rich.name.width = names + 16;
      rich.value.width = values + 2;
      const lines = shown.rows.map(([name, value, colour], index) => {
        if (colour) rich[`dot${index}`] = { color: colour, width: 16, fontSize: 12, lineHeight: 20 };
        return `${colour ? `{dot${index}|●}` : ""}{name|${plain(name)}}{value|${plain(value)}}`;
      });
      return [`{title|${plain(shown.title)}}`, ...lines].join("\n");
    },
  };
  return option;
}
