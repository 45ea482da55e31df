/** A run as an SVG bar chart: CPU per request as a ratio to the bare pass-through (pure). */
import type { Figures } from "./rounds.ts";
import { escaped } from "./svg.ts";

const WIDTH = 860;
const LABELS = 430;
const LINE = 26;
const TOP = 44;

/** Bars for the medians, thin lines for smallest to largest; a dashed line where the bare pass-through stands. */
export function chart(figures: readonly Figures[], caption: string): string {
  const most = Math.max(...figures.map(({ cpuRatio }) => cpuRatio.median)) * 1.12;
  const x = (ratio: number): number => LABELS + (Math.min(ratio, most) / most) * (WIDTH - LABELS - 60);
  const height = TOP + figures.length * LINE + 34;
  const bars = figures.map(({ row, cpuRatio: { median, min, max } }, index) => {
    const y = TOP + index * LINE;
    const colour = row.startsWith("gateway") ? "#2563eb" : "#94a3b8";
    const middle = y + LINE / 2;
    return [
      `<text x="${LABELS - 10}" y="${middle + 4}" text-anchor="end">${escaped(row.replaceAll("`", ""))}</text>`,
      `<rect x="${LABELS}" y="${y + 5}" width="${(x(median) - LABELS).toFixed(1)}" height="${LINE - 10}" fill="${colour}"/>`,
      `<line x1="${x(min).toFixed(1)}" x2="${x(max).toFixed(1)}" y1="${middle}" y2="${middle}" stroke="#0f172a"/>`,
      `<text x="${(x(Math.max(median, max)) + 8).toFixed(1)}" y="${middle + 4}">${median.toFixed(2)}</text>`,
    ].join("\n");
  });
  const bare = x(1).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" fill="#0f172a">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="10" y="22" font-size="15" font-weight="bold">CPU per request, as a multiple of a bare pass-through</text>
${bars.join("\n")}
<line x1="${bare}" x2="${bare}" y1="${TOP - 4}" y2="${height - 28}" stroke="#dc2626" stroke-dasharray="4 3"/>
<text x="10" y="${height - 10}" font-size="10" fill="#475569">${escaped(caption)}</text>
</svg>
`;
}
