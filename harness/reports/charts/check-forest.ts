import { percent } from '../../percent.ts';
import { identityCells } from '../check-columns.ts';
import { changeOf, judgedCells, judgedMetrics, type Change, type JudgedMetric } from '../check-view.ts';
import { changeText, verdictWords } from '../check-words.ts';
import { leftOutLines } from '../explain-left-out.ts';
import { oneLine } from '../harmless-text.ts';
import type { JudgedCheck } from '../judged-check.ts';
import { counted } from '../quantity.ts';
import { formatRatio, ratioStyle } from '../ratio-text.ts';
import { countRange, machineLine } from './caption.ts';
import type { Chart } from './chart.ts';
import { axesWords, cutWords, forestSpec, type ForestPanel, type ForestRow } from './forest.ts';

/** More rows are a table and no picture; what moved comes first. */
const mostRows = 40;

/** Every gated metric of every cell, as head against base: what a check found at a glance. Null where nothing was judged. */
export function checkForest(check: JudgedCheck): Chart | null {
  const all = judgedMetrics(check);
  const shown = all.slice(0, mostRows);
  if (shown.length === 0) return null;
  const groups = Map.groupBy(shown, titleOf);
  const panels = [...groups].map(([title, own]): ForestPanel => {
    const isLower = own[0]?.verdict.hypothesis.direction === 'lower-is-better';
    return {
      title,
      axisTitle: `head / base: ${isLower ? 'worse to the right, better to the left' : 'better to the right, worse to the left'}`,
      rows: own.map((metric) => rowOf(check, metric, title)),
    };
  });
  const rows = panels.flatMap((panel) => panel.rows);
  // A single panel has no title of its own.
  const alone = panels.length === 1 ? `, ${panels[0]?.title ?? ''}` : '';
  const title = `Head against base${alone}`;
  return {
    name: 'forest',
    scenario: null,
    title,
    subtitle: [
      ...sidesLines(check),
      ...verdictCounts(all).map((text) => `${text} of ${counted(all.length, 'metric')}`),
      ...(shown.length < all.length ? [leftOutLine(all.slice(mostRows), 'verdicts.csv')] : []),
      ...(rows.some(({ ratio }) => ratio !== null)
        ? [marginLine(shown), marksLine(check, shown), ...axesWords(panels)]
        : noMarkLines(check)),
      checkMachineLine(check),
    ].map(oneLine),
    description: oneLine(
      `${title}: ${rows.map(({ row, metric, verdict, shown: figure }) => `${row} ${String(metric)} ${verdict} ${figure}`).join('; ')}`,
    ),
    rows,
    spec: forestSpec(panels),
  };
}

/** Who was held against whom. */
export function sidesLines({ plan: { arms, injected } }: JudgedCheck): string[] {
  const more = injected === null ? '' : `; ${percent(injected)} more work was injected into head`;
  return [`base: ${arms.base.label}; head: ${arms.head.label}${more}`];
}

export function checkMachineLine({ plan, environment }: JudgedCheck): string {
  const runtimes = plan.cells.flatMap(({ base, head }) =>
    [base, head].map(({ runtime, runtimeVersion }) => `${runtime} ${runtimeVersion}`),
  );
  return machineLine(environment, plan.createdAt, runtimes);
}

/** `not shown: 24 unchanged (elapsed of go/ants; …; and 21 more); verdicts.csv has them all` */
export function leftOutLine(leftOut: readonly JudgedMetric[], file: string): string {
  const named = leftOut.slice(0, 3).map(({ name, verdict }) => `${verdict.hypothesis.metric} of ${name}`);
  const more = leftOut.length - named.length;
  return `not shown: ${verdictCounts(leftOut).join('')} (${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}); ${file} has them all`;
}

/** `1 regressed, 12 unchanged`; in one text, or none where there is nothing to count. */
export function verdictCounts(metrics: readonly JudgedMetric[]): string[] {
  const counts = Map.groupBy(metrics, ({ verdict }) => verdict.verdict);
  const told = [...counts].map(([verdict, own]) => `${own.length} ${verdictWords[verdict]}`);
  return told.length === 0 ? [] : [told.join(', ')];
}

function titleOf({ verdict: { hypothesis } }: JudgedMetric): string {
  return oneLine(`${hypothesis.metric} (${hypothesis.direction.replaceAll('-', ' ')})`);
}

function marginLine(metrics: readonly JudgedMetric[]): string {
  const harms = metrics.map(({ verdict }) => verdict.margin.harm);
  const [least, most] = [Math.min(...harms), Math.max(...harms)];
  const size = least === most ? percent(least) : `each row's own, ${percent(least)} to ${percent(most)}`;
  return `shaded: the margin of harm both ways, ${size}; unchanged: shown not to be worse by that much`;
}

function marksLine(check: JudgedCheck, metrics: readonly JudgedMetric[]): string {
  const over = check.pairing === 'paired' ? ' over the pairs' : '';
  const isShort = metrics.some(({ verdict }) => verdict.estimate !== null && verdict.interval === null);
  return `${samplesWords(check, metrics)}: marks are estimates of head / base${over} (Hodges and Lehmann), bars their 95 % intervals${isShort ? '; none with fewer than 6' : ''}; ${cutWords}`;
}

/** More reasons than these are in the words of `interleave explain`. */
const mostReasons = 3;

/** Why a picture has no mark at all. */
function noMarkLines(check: JudgedCheck): string[] {
  const pairs = judgedCells(check).flatMap(({ evidence }) => evidence.pairs);
  const reasons = leftOutLines(pairs);
  const advice = 'interleave explain has each cell’s';
  if (pairs.length === 0) {
    const taken = check.pairing === 'paired' ? 'no pair was taken' : 'no metric has enough samples';
    return [`no marks: ${taken}; ${advice} reasons`];
  }
  if (reasons.length === 0)
    return [
      `no marks: ${counted(pairs.length, 'pair')} taken, and none has these metrics; ${advice} reasons`,
    ];
  return [
    `no marks: ${counted(pairs.length, 'pair')} taken, and none of them counts`,
    ...reasons.slice(0, mostReasons),
    ...(reasons.length > mostReasons
      ? [`and ${counted(reasons.length - mostReasons, 'other reason')}; ${advice}`]
      : []),
  ];
}

function samplesWords({ pairing }: JudgedCheck, metrics: readonly JudgedMetric[]): string {
  if (pairing === 'paired')
    return `n ${countRange(comparedOf(metrics.map(({ verdict }) => verdict.pairs)))} pairs`;
  const of = (arm: 'base' | 'head') =>
    countRange(comparedOf(metrics.map(({ verdict }) => verdict.samples[arm])));
  return `n ${of('base')} samples of base and ${of('head')} of head, not paired`;
}

/** Of what was not measured there are none, which its row says. */
function comparedOf(counts: readonly number[]): readonly number[] {
  const compared = counts.filter((count) => count > 0);
  return compared.length === 0 ? [0] : compared;
}

function rowOf({ plan }: JudgedCheck, { cell, name, verdict }: JudgedMetric, panel: string): ForestRow {
  const change = changeOf(verdict);
  const word = verdictWords[verdict.verdict];
  const figure = change === null ? '' : ` ${figureOf(change)}`;
  return {
    ...identityCells(plan, cell, verdict.hypothesis),
    pairs: verdict.pairs,
    base: verdict.base,
    head: verdict.head,
    ratio: change?.ratio ?? null,
    ratio_low: change?.interval?.low ?? null,
    ratio_high: change?.interval?.high ?? null,
    alarm: verdict.margin.alarm,
    harm: verdict.margin.harm,
    verdict: word,
    panel,
    row: oneLine(name),
    words: `${word}${figure}`,
    shown: changeText(verdict),
  };
}

/** The estimate alone, with as many decimals as beside its interval. */
function figureOf({ ratio, interval }: Change): string {
  // As the axis has it: a check's tables say percentages of any size.
  return formatRatio(ratio, interval, ratioStyle([ratio])).split(' (')[0] ?? '';
}
