import type { CellEvidence, Hypothesis, Pair } from '../../gate/evidence.ts';
import { turnedLn } from '../../gate/turned-ln.ts';
import { identityCells } from '../check-columns.ts';
import { changeOf, judgedMetrics, type JudgedMetric } from '../check-view.ts';
import { changeText, verdictWords } from '../check-words.ts';
import { oneLine } from '../harmless-text.ts';
import type { JudgedCheck } from '../judged-check.ts';
import { formatCount } from '../quantity.ts';
import { countRange } from './caption.ts';
import { checkMachineLine, leftOutLine, sidesLines } from './check-forest.ts';
import type { Chart, ChartRow, VegaLite } from './chart.ts';
import { panelsUnderEachOther } from './panels.ts';
import { ratioAxis } from './ratio-axis.ts';

/** More panels are scrolled past; what moved comes first. */
const mostPanels = 8;

/** Px: together with the axis beside it, 700. */
const plotWidth = 615;
const plotHeight = 92;

/** Of the width of what was compared, to either side: what was left out may lie anywhere, and stands at the edge beyond that. */
const roomBeyond = 0.5;

/** ln: an axis that shows less would make much of nothing. */
const leastWidth = Math.log1p(0.005);

type PairState = 'compared' | 'too noisy' | 'not compared' | 'no result';

type PairRow = ChartRow & {
  readonly panel: string;
  readonly pair: number;
  readonly ratio: number | null;
  readonly state: PairState;
};

interface PairPanel {
  readonly title: string;
  readonly rows: readonly PairRow[];
  /** Of the estimate and its interval; of none where nothing was compared. */
  readonly lines: readonly ChartRow[];
}

/**
 * The ratio of each pair in the order in which the cell's pairs were taken, a panel for each gated metric of each cell: a drift,
 * or a step, that the median hides is seen. Null where there are no pairs.
 */
export function pairsChart(check: JudgedCheck): Chart | null {
  const all = judgedMetrics(check).flatMap((metric) => {
    const evidence = check.evidence.find(({ cell }) => cell === metric.cell.id);
    return evidence === undefined || evidence.pairs.length === 0 ? [] : [{ metric, evidence }];
  });
  const shown = all.slice(0, mostPanels);
  const panels = shown.map(({ metric, evidence }) => panelOf(check, metric, evidence));
  const rows = panels.flatMap((panel) => panel.rows);
  if (rows.length === 0) return null;
  const alone = panels.length === 1 ? `: ${panels[0]?.title ?? ''}` : '';
  const title = `Head against base, pair by pair${alone}`;
  const has = (state: PairState): boolean => rows.some((row) => row.state === state);
  const taken = shown.map(({ evidence }) => evidence.pairs.length);
  return {
    name: 'pairs',
    scenario: null,
    title,
    subtitle: [
      ...sidesLines(check),
      ...(shown.length < all.length
        ? [
            leftOutLine(
              all.slice(mostPanels).map(({ metric }) => metric),
              'pairs.csv',
            ),
          ]
        : []),
      `head / base of each pair, in the order in which a cell’s pairs were taken; n ${countRange(taken)} pairs${
        new Set(taken).size === 1 ? '' : '; each axis ends with the last of its cell'
      }`,
      'line and band: the estimate over the compared pairs (Hodges and Lehmann) and its 95 % interval; dashed: no change',
      ...(has('too noisy')
        ? ['hollow: left out, since a sample of the pair was too noisy; at an edge: it lies beyond']
        : []),
      ...(has('not compared')
        ? [
            'pale: not compared, since taken after the verdict for the cell’s other metrics, or where a program failed',
          ]
        : []),
      ...(has('no result') ? ['cross at the foot: a sample of the pair gave no result'] : []),
      checkMachineLine(check),
    ].map(oneLine),
    description: oneLine(`${title}: ${panels.map((panel) => panel.title).join('; ')}`),
    rows,
    spec: spec(panels),
  };
}

function panelOf(check: JudgedCheck, metric: JudgedMetric, { pairs }: CellEvidence): PairPanel {
  const { cell, name, verdict } = metric;
  const { hypothesis } = verdict;
  const change = changeOf(verdict);
  const title = oneLine(
    [
      `${hypothesis.metric} of ${name}: ${verdictWords[verdict.verdict]}`,
      ...(change === null ? [] : [changeText(verdict)]),
      `n ${countOf(verdict.pairs, pairs.length)}`,
    ].join(', '),
  );
  let quiet = 0;
  const rows = pairs.map((pair): PairRow => {
    const state = stateOf(pair, verdict.pairs - quiet);
    if (pair.state === 'measured' && state !== 'too noisy') quiet += 1;
    return {
      ...identityCells(check.plan, cell, hypothesis),
      panel: title,
      pair: pair.index + 1,
      first: pair.first,
      ...valuesOf(pair, hypothesis),
      state,
      why: whyOf(pair),
    };
  });
  const lines =
    change === null
      ? []
      : [{ ratio: change.ratio, low: change.interval?.low ?? null, high: change.interval?.high ?? null }];
  return { title, rows, lines };
}

/** `12`, `12 of 15`: so many were compared of those taken. */
function countOf(compared: number, taken: number): string {
  return compared === taken ? formatCount(taken) : `${formatCount(compared)} of ${formatCount(taken)}`;
}

/** @param left how many of the pairs that the verdict rests on are still to come */
function stateOf(pair: Pair, left: number): PairState {
  if (pair.state === 'failed') return 'no result';
  if (pair.noisy.base !== null || pair.noisy.head !== null) return 'too noisy';
  return left > 0 ? 'compared' : 'not compared';
}

/** The ratio as the judge takes it: what is too small to matter is raised to the least amount that does. */
function valuesOf(pair: Pair, hypothesis: Hypothesis) {
  const of = (arm: 'base' | 'head'): number | null =>
    pair.state === 'measured' ? (pair.values[arm][hypothesis.metric] ?? null) : null;
  const [base, head] = [of('base'), of('head')];
  if (base === null || head === null) return { base, head, ratio: null };
  const turned = turnedLn(head, hypothesis) - turnedLn(base, hypothesis);
  return { base, head, ratio: Math.exp(hypothesis.direction === 'lower-is-better' ? turned : -turned) };
}

function whyOf(pair: Pair): string | null {
  if (pair.state === 'failed') return oneLine(`${pair.arm} ${pair.status}: ${pair.reason}`);
  const { base, head } = pair.noisy;
  const told = [base === null ? [] : [`base: ${base}`], head === null ? [] : [`head: ${head}`]].flat();
  return told.length === 0 ? null : oneLine(told.join('; '));
}

/** Cells of unlike numbers of pairs have each an axis that ends with their last: none looks as if it had stopped before. */
function spec(panels: readonly PairPanel[]): VegaLite {
  const isShared = new Set(panels.map(({ rows }) => rows.length)).size === 1;
  return panelsUnderEachOther(
    panels.map(({ title }) => title),
    (isLast, index) => panelView(panels[index] ?? { title: '', rows: [], lines: [] }, isLast, isShared),
    'shared',
    isShared ? 'shared' : 'independent',
  );
}

function panelView({ rows, lines }: PairPanel, isLast: boolean, isShared: boolean): VegaLite {
  const ratio = ratioAxis(...endsOf(rows, lines), 5);
  const y = {
    type: 'quantitative',
    scale: ratio.scale,
    axis: { ...ratio.axis, title: null, minExtent: 56, maxExtent: 56 },
  };
  const x = {
    field: 'pair',
    type: 'quantitative',
    scale: { domain: [0.5, rows.length + 0.5], nice: false, zero: false },
    axis: {
      title: isLast ? 'pair of the cell, in the order in which they were taken' : null,
      labels: isLast || !isShared,
      format: ',d',
      tickMinStep: 1,
      grid: false,
    },
  };
  const shape = {
    field: 'first',
    type: 'nominal',
    scale: { domain: ['base', 'head'], range: ['circle', 'triangle-up'] },
    legend: { title: 'measured first', orient: 'bottom', symbolType: 'circle' },
  };
  const color = {
    ...shape,
    scale: { domain: ['base', 'head'], range: ['#0072b2', '#d55e00'] },
  };
  const dots = (state: PairState, mark: VegaLite) => ({
    transform: [{ filter: `datum.state === '${state}' && isValid(datum.ratio)` }],
    mark: { type: 'point', size: 50, ...mark },
    encoding: {
      x,
      y: { field: 'ratio', ...y },
      color,
      shape,
      tooltip: ['pair', 'first', 'state', 'why', 'base', 'head'].map((field) => ({ field })),
    },
  });
  return {
    width: plotWidth,
    height: plotHeight,
    layer: [
      {
        data: { values: lines },
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rect', style: 'band', tooltip: false },
        encoding: { y: { field: 'low', ...y }, y2: { field: 'high' } },
      },
      {
        data: { values: [{ ratio: 1 }] },
        mark: { type: 'rule', style: 'quiet', strokeDash: [4, 4], tooltip: false },
        encoding: { y: { field: 'ratio', ...y } },
      },
      {
        data: { values: lines },
        mark: { type: 'rule', style: 'ink', strokeWidth: 1.5, tooltip: false },
        encoding: { y: { field: 'ratio', ...y } },
      },
      dots('not compared', { opacity: 0.3 }),
      dots('too noisy', { filled: false, strokeWidth: 1.5 }),
      dots('compared', {}),
      {
        transform: [{ filter: "datum.state === 'no result'" }],
        mark: { type: 'point', shape: 'cross', style: 'ink', size: 60 },
        encoding: {
          x,
          y: { value: plotHeight - 4 },
          tooltip: ['pair', 'first', 'state', 'why'].map((field) => ({ field })),
        },
      },
    ],
  };
}

/** Of the axis: of what is compared all is seen, and of what was left out as much as does not press that together. */
function endsOf(rows: readonly PairRow[], lines: readonly ChartRow[]): [low: number, high: number] {
  const lns = (ratios: readonly unknown[]): number[] =>
    ratios.flatMap((ratio) => (typeof ratio === 'number' ? [Math.log(ratio)] : []));
  const compared = lns([
    1,
    ...rows.filter(({ state }) => state === 'compared').map(({ ratio }) => ratio),
    ...lines.flatMap(({ low, high }) => [low, high]),
  ]);
  const all = lns([1, ...rows.map(({ ratio }) => ratio)]);
  // With nothing compared it is the others that are seen.
  const [least, most] =
    compared.length === 1
      ? [Math.min(...all), Math.max(...all)]
      : [Math.min(...compared), Math.max(...compared)];
  const width = Math.max(most - least, leastWidth);
  const low = Math.max(Math.min(...all, least), least - roomBeyond * width);
  const high = Math.min(Math.max(...all, most), most + roomBeyond * width);
  const missing = Math.max(0, leastWidth - (high - low)) / 2;
  const padding = missing + 0.08 * width;
  return [Math.exp(low - padding), Math.exp(high + padding)];
}
