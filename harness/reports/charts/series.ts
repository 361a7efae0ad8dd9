import type { ChartRow, VegaLite } from './chart.ts';
import { expressionText } from './expression-text.ts';
import { runtimeColours, runtimeShapes, seriesColours, shapes } from './theme.ts';

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
      `datum.label === ${expressionText(runtime)} ? ${expressionText(runtimeNames[runtime] ?? runtime)} : ${rest}`,
    'datum.label',
  );
}

/** What one line of a panel is called, and what it belongs to. */
export interface Series {
  readonly series: string;
  readonly runtime: string;
}

/**
 * Colour and shape for each series of one panel, with a legend below it. Go takes the cool colours first and Node.js the warm
 * ones, as in pictures that know the runtime only. Up to eight series differ in both; beyond, colours come again with other
 * shapes, so that 64 series are still told apart by the two together.
 */
export function seriesChannels(rows: readonly Series[]): { color: VegaLite; shape: VegaLite } {
  const names = [...new Set(rows.map(({ series }) => series))];
  const slots = slotsOf(names.map((name) => rows.find(({ series }) => series === name)?.runtime ?? ''));
  const longest = Math.max(...names.map((name) => name.length));
  const columns = longest <= 24 ? 3 : longest <= 46 ? 2 : 1;
  const channel = {
    field: 'series',
    type: 'nominal',
    sort: names,
    title: null,
    legend: { orient: 'bottom', columns, labelLimit: Math.floor(570 / columns) },
  };
  const count = seriesColours.length;
  return {
    color: { ...channel, scale: { domain: names, range: slots.map((slot) => seriesColours[slot % count]) } },
    shape: {
      ...channel,
      scale: {
        domain: names,
        range: slots.map((slot) => shapes[(slot + Math.floor(slot / count)) % shapes.length]),
      },
    },
  };
}

/** The even ones are cool colours, the odd ones warm; a runtime that is alone takes its first one and then any. */
function slotsOf(runtimes: readonly string[]): number[] {
  const count = seriesColours.length;
  const free = Array.from({ length: Math.ceil(runtimes.length / count) * count }, (_, slot) => slot);
  const isAlone = new Set(runtimes).size === 1;
  return runtimes.map((runtime, index) => {
    const wanted = runtime === 'go' ? 0 : runtime === 'node' ? 1 : null;
    const round = Math.floor((free[0] ?? 0) / count);
    const fits = free.findIndex((slot) => slot % 2 === wanted && Math.floor(slot / count) === round);
    return free.splice(isAlone && index > 0 ? 0 : Math.max(fits, 0), 1)[0] ?? 0;
  });
}
