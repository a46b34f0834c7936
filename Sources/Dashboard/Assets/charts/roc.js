// ROC curves: the model beside its baselines and, where the truth is known, the best that anything could do.
import { format } from "../format.js";
import { unitLabel, valueAxis } from "./axes.js";
import { line as segment, overlay, text } from "./marks.js";
import { pointer } from "./readout.js";
import { shorten } from "./text.js";

export function roc(spec, { width, tokens }) {
  const side = Math.min(width - 44, 420);
  const keyBelow = side < 360;
  const keyHeight = spec.curves.length * 22;
  const grid = { left: 44, top: 32, width: side, height: side, outerBoundsMode: "none" };
  const styles = spec.curves.map((curve) => curveStyle(curve, spec.curves, tokens));
  const axis = { unit: "share", min: 0, max: 1 };
  const order = spec.curves.map((_, index) => index).sort((a, b) => spec.curves[b].auc - spec.curves[a].auc);
  return {
    height: side + 80 + (keyBelow ? keyHeight + 12 : 0),
    readout: {
      trigger: "axis",
      count: spec.curves.length > 0 ? 101 : 0,
      nearest: (position) => Math.round(position * 100),
      content: (index) => content(spec.curves, order, index / 100, styles),
      at: (index) => [index / 100, height(spec.curves[order[0]].points, index / 100)],
    },
    option: {
      grid,
      graphic: [
        unitLabel(spec.y?.label ?? "Skips caught (true positive rate)", tokens),
        { ...unitLabel(spec.x?.label ?? "Listens flagged wrongly (false positive rate)", tokens, 44, side + 62) },
      ],
      xAxis: valueAxis(axis, tokens, { splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: tokens.grey } } }),
      yAxis: valueAxis(axis, tokens),
      tooltip: pointer(tokens),
      series: [
        ...spec.curves.map((curve, index) => ({
          type: "line",
          name: curve.name,
          data: curve.points,
          showSymbol: false,
          lineStyle: styles[index],
          itemStyle: { color: styles[index].color },
          emphasis: { disabled: true },
          z: curve.role === "model" ? 6 : 4,
        })),
        overlay((api, box) => [
          segment(...api.coord([0, 0]), ...api.coord([1, 1]), tokens.line, 1.5),
          ...key(spec.curves, order, styles, keyBelow ? { x: 0, y: 0, width, height: side + keyHeight + 100 } : shrink(box), tokens),
        ], { z: 3 }),
      ],
    },
  };
}

/** The key lies below the diagonal, where no curve worth drawing goes; beneath the plot where that is too small. */
function shrink({ x, y, width, height }) {
  return { x: x + width * 0.4, y, width: width * 0.6, height };
}

function key(curves, order, styles, { x: left, y, width, height }, tokens) {
  const top = y + height - order.length * 22 - 12;
  return order.flatMap((index, row) => {
    const middle = top + row * 22 + 11;
    const fontWeight = curves[index].role === "model" ? 700 : 400;
    const name = shorten(curves[index].name, width - 84, tokens, 12, 600);
    return [
      segment(left, middle, left + 20, middle, styles[index].color, styles[index].width, styles[index].type),
      text(left + 28, middle, name, tokens.ink, tokens, { fontWeight }),
      text(left + width - 4, middle, format(curves[index].auc, "ratio"), tokens.ink, tokens, { align: "right", fontWeight }),
    ];
  });
}

function curveStyle(curve, curves, tokens) {
  switch (curve.role) {
    case "model": return { color: tokens.series[0], width: 3 };
    case "challenger": return { color: tokens.series[1], width: 2 };
    case "oracle": return { color: tokens.ink, width: 1.5, type: [6, 3] };
    default: {
      const place = curves.filter(({ role }) => role === "baseline").indexOf(curve);
      return { color: tokens.quiet, width: 1.75, type: [undefined, [2, 3], [8, 3], [8, 3, 2, 3]][place % 4] };
    }
  }
}

function content(curves, order, share, styles) {
  if (share < 0 || share > 1) return null;
  return {
    title: `At ${format(share, "share", 0)} flagged wrongly`,
    rows: order.map((index) => [curves[index].name, `${format(height(curves[index].points, share), "share")} caught`, styles[index].color]),
  };
}

/** The height of a curve at a share, between its points. */
function height(points, share) {
  const next = points.findIndex(([x]) => x >= share);
  if (next <= 0) return points[Math.max(0, next)]?.[1] ?? 0;
  const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]];
  return x1 > x0 ? y0 + ((share - x0) / (x1 - x0)) * (y1 - y0) : y1;
}
