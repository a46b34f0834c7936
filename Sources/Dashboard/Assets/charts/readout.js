// The reading at the pointer or at the arrow keys: a small box of text nodes, placed with CSSOM, so that no inline style is needed.
import { fade } from "../tokens.js";

let box;

/**
 * Wires a chart to the box. `state.readout` is { trigger, count, content(index), at(index) }: `trigger` is "axis" (the nearest
 * category) or "item" (the mark under the pointer), `content` gives { title, rows: [[name, value, colour?]] } or null, `at` the
 * coordinates of a reading in the first grid.
 */
export function wireReadout(state) {
  const { instance, plot } = state;
  let index = -1;
  instance.on("mousemove", ({ dataIndex, event }) => {
    if (state.readout?.trigger === "item") show(state, dataIndex, event.offsetX, event.offsetY);
  });
  instance.on("mouseout", () => {
    if (state.readout?.trigger === "item") hide();
  });
  instance.getZr().on("mousemove", ({ offsetX, offsetY }) => {
    if (state.readout?.trigger !== "axis") return;
    if (!instance.containPixel({ gridIndex: 0 }, [offsetX, offsetY])) return hide();
    const position = instance.convertFromPixel({ xAxisIndex: 0 }, offsetX);
    show(state, state.readout.nearest?.(position) ?? Math.round(position), offsetX, offsetY);
  });
  instance.getZr().on("globalout", hide);
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    const last = (state.readout?.count ?? 0) - 1;
    const steps = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: last };
    if (last < 0 || !(event.key in steps)) return;
    event.preventDefault();
    index = Math.min(last, Math.max(0, steps[event.key]));
    const [x, y] = instance.convertToPixel({ gridIndex: 0 }, state.readout.at(index));
    show(state, index, x, y);
  });
}

/** The vertical line that follows the pointer; ECharts draws no content of its own. */
export function pointer(tokens, type = "line") {
  return {
    trigger: "axis",
    showContent: false,
    renderMode: "richText",
    axisPointer: {
      type,
      lineStyle: { color: tokens.grey, width: 1, type: "solid" },
      shadowStyle: { color: fade(tokens.grey, 0.1) },
      label: { show: false },
      animation: false,
    },
  };
}

export function hide() {
  if (box) box.hidden = true;
}

function show({ plot, readout }, index, x, y) {
  const content = readout.content(index);
  if (!content) return hide();
  box ??= createBox();
  const title = element("p", "readout-title", content.title);
  const rows = content.rows.map(([name, value, colour]) => {
    const row = document.createElement("div");
    const term = element("dt", "", name);
    if (colour) {
      const dot = element("span", "readout-dot", "");
      dot.style.background = colour;
      term.prepend(dot);
    }
    row.append(term, element("dd", "", value));
    return row;
  });
  const list = document.createElement("dl");
  list.append(...rows);
  box.replaceChildren(title, list);
  box.hidden = false;
  place(plot.getBoundingClientRect(), x, y);
}

function place(frame, x, y) {
  const { width, height } = box.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const right = frame.left + x + 16;
  const left = right + width > room - 8 ? frame.left + x - 16 - width : right;
  const top = Math.min(frame.top + y + 16, innerHeight - height - 8);
  box.style.left = `${Math.max(8, Math.min(left, room - width - 8))}px`;
  box.style.top = `${Math.max(8, top)}px`;
}

function createBox() {
  const created = element("div", "readout", "");
  created.setAttribute("role", "status");
  document.body.append(created);
  addEventListener("scroll", hide, { passive: true });
  return created;
}

function element(name, className, text) {
  const created = document.createElement(name);
  if (className) created.className = className;
  created.textContent = text;
  return created;
}
