import type { ChartRow, VegaLite } from './chart.ts';
import { expressionText } from './expression-text.ts';
import { runtimeColours, runtimeShapes, seriesColours } from './theme.ts';

const runtimeNames: Readonly<Record<string, string>> = { go: 'Go', node: 'Node.js', os: 'the kernel alone' };

/**
 * Colour and shape by runtime, for marks that have their names beside them: each runtime's first, of those that its variants have
 * in other pictures. A runtime that has none of its own gets the theme's next ones.
 */
export function runtimeScales(rows: readonly ChartRow[]): { color: VegaLite; shape: VegaLite } {
  const runtimes = [...new Set(rows.map(({ runtime }) => String(runtime)))].sort();
  const known = runtimes.every((runtime) => runtime in runtimeColours && runtime in runtimeShapes);
  const legend = { title: null, orient: 'bottom', labelExpr: namesExpression(runtimes) };
  const channel = { field: 'runtime', type: 'nominal', legend };
  if (!known) return { color: channel, shape: channel };
  const colours = runtimes.map((runtime) => seriesColours[runtimeColours[runtime]?.[0] ?? 0]);
  const ownShapes = runtimes.map((runtime) => runtimeShapes[runtime]?.[0]);
  return {
    color: { ...channel, scale: { domain: runtimes, range: colours } },
    shape: { ...channel, scale: { domain: runtimes, range: ownShapes } },
  };
}

function namesExpression(runtimes: readonly string[]): string {
  return runtimes.reduceRight(
    (rest, runtime) =>
      `datum.label === ${expressionText(runtime)} ? ${expressionText(runtimeNames[runtime] ?? runtime)} : ${rest}`,
    'datum.label',
  );
}
