// ROC curves: the model beside its baselines and, where the truth is known, the best that anything could do.
import { format } from "../format.js";
import { unitLabel, valueAxis } from "./axes.js";
import { line as segment, overlay, text } from "./marks.js";
import { shorten } from "./text.js";
import { tooltip } from "./tooltip.js";

export function roc(spec, { width, tokens }) {
  const side = Math.min(width - 44, 420);
  const grid = { left: 44, top: 32, width: side, height: side, outerBoundsMode: "none" };
  const styles = spec.curves.map((curve) => curveStyle(curve, spec.curves, tokens));
  const axis = { unit: "share", min: 0, max: 1 };
  const order = spec.curves.map((_, index) => index).sort((a, b) => spec.curves[b].auc - spec.curves[a].auc);
  return {
    height: side + 80,
    option: {
      grid,
      graphic: [
        unitLabel(spec.y?.label ?? "Skips caught (true positive rate)", tokens),
        { ...unitLabel(spec.x?.label ?? "Listens flagged wrongly (false positive rate)", tokens, 44), top: undefined, bottom: 0 },
      ],
      xAxis: valueAxis(axis, tokens, { splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: tokens.grey } } }),
      yAxis: valueAxis(axis, tokens),
      tooltip: tooltip(tokens, "item", ({ seriesIndex, data }) => {
        const curve = spec.curves[seriesIndex];
        if (!curve || !Array.isArray(data)) return null;
        return {
          title: curve.name,
          rows: [["Caught", format(data[1], "share")], ["Flagged wrongly", format(data[0], "share")], ["AUC", areaText(curve)]],
        };
      }),
      series: [
        ...spec.curves.map((curve, index) => ({
          type: "line",
          name: curve.name,
          data: curve.points,
          symbolSize: 8,
          showSymbol: false,
          triggerLineEvent: true,
          lineStyle: styles[index],
          itemStyle: { color: styles[index].color },
          emphasis: { disabled: true },
          z: curve.role === "model" ? 6 : 4,
        })),
        overlay((api, box) => [
          segment(...api.coord([0, 0]), ...api.coord([1, 1]), tokens.line, 1.5),
          ...key(spec.curves, order, styles, box, tokens),
        ], { z: 3 }),
      ],
    },
  };
}

/** The key lies below the diagonal, where no curve worth drawing goes. */
function key(curves, order, styles, { x, y, width, height }, tokens) {
  const left = x + width * 0.4;
  const top = y + height - order.length * 22 - 12;
  return order.flatMap((index, row) => {
    const middle = top + row * 22 + 11;
    const name = shorten(curves[index].name, width * 0.6 - 84, tokens, 12, 600);
    return [
      segment(left, middle, left + 20, middle, styles[index].color, styles[index].width, styles[index].type),
      text(left + 28, middle, name, tokens.ink, tokens, { fontWeight: curves[index].role === "model" ? 700 : 400 }),
      text(x + width - 4, middle, format(curves[index].auc, "ratio"), tokens.ink, tokens, { align: "right", fontWeight: curves[index].role === "model" ? 700 : 400 }),
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

function areaText(curve) {
  const interval = curve.low != null ? ` (${format(curve.low, "ratio")} to ${format(curve.high, "ratio")})` : "";
  return format(curve.auc, "ratio") + interval;
}
