import type { ChartRow, VegaLite } from './chart.ts';
import { runtimeColours, runtimeShapes } from './theme.ts';

const runtimeNames: Readonly<Record<string, string>> = { go: 'Go', node: 'Node.js', os: 'the kernel alone' };

/** Colour and shape by runtime; a runtime that has none of its own gets the theme's next ones. */
export function runtimeScales(rows: readonly ChartRow[]): { color: VegaLite; shape: VegaLite } {
  const runtimes = [...new Set(rows.map(({ runtime }) => String(runtime)))].sort();
  const known = runtimes.every((runtime) => runtime in runtimeColours);
  const legend = { title: null, orient: 'bottom', labelExpr: namesExpression(runtimes) };
  const channel = { field: 'runtime', type: 'nominal', legend };
  if (!known) return { color: channel, shape: channel };
  return {
    color: {
      ...channel,
      scale: { domain: runtimes, range: runtimes.map((runtime) => runtimeColours[runtime]) },
    },
    shape: {
      ...channel,
      scale: { domain: runtimes, range: runtimes.map((runtime) => runtimeShapes[runtime]) },
    },
  };
}

function namesExpression(runtimes: readonly string[]): string {
  return runtimes.reduceRight(
    (rest, runtime) =>
      `datum.label === ${JSON.stringify(runtime)} ? ${JSON.stringify(runtimeNames[runtime] ?? runtime)} : ${rest}`,
    'datum.label',
  );
}
