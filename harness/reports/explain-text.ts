import stringWidth from 'string-width';
import { quietPairs } from '../gate/evidence.ts';
import { differencesOf, type LookStep, type MetricVerdict } from '../gate/judge.ts';
import { absoluteFloors, defaultMargin, isTail, marginOf, type Margin, type Policy } from '../gate/policy.ts';
import { percent } from '../percent.ts';
import { figureText } from './check-table.ts';
import { lightLine, paintedVerdict } from './check-text.ts';
import { isRaisedChange, judgedCells, type JudgedCell } from './check-view.ts';
import {
  changeText,
  headerLines,
  largeImprovementText,
  oneSidedLines,
  remainingReasons,
  verdictWords,
} from './check-words.ts';
import { leftOutLines } from './explain-left-out.ts';
import type { JudgedCheck } from './judged-check.ts';
import { doubt, prose } from './prose.ts';
import { counted } from './quantity.ts';
import { formatP, formatRatio } from './ratio-text.ts';
import { plainTerminal, type Terminal } from './terminal.ts';

type FigureText = ReturnType<typeof figureText>;

/** Why each verdict of a check fell: what it came to, and cell by cell from what. */
export function explainText(check: JudgedCheck, terminal: Terminal = plainTerminal): string {
  const figures = figureText(check.cells.flatMap(({ metrics }) => metrics));
  const large = largeImprovementText(check);
  const blocks: readonly (readonly string[])[] = [
    [
      prose(`interleave explain: ${check.plan.kind} ${check.plan.checkId}`, terminal, { role: 'heading' }),
      lightLine(check, terminal),
      ...headerLines(check).map((line) => prose(line, terminal)),
    ],
    planLines(check).map((line) => prose(line, terminal)),
    [prose(stripLegend(terminal), terminal, { role: 'quiet' })],
    ...judgedCells(check).map((cell) => cellLines(cell, check.plan.policy, figures, terminal)),
    oneSidedLines(check).map(({ case: id, text }) => doubt('not measured:', `${id}: ${text}`, terminal)),
    large === null ? [] : [prose(large, terminal)],
    remainingReasons(check).map(({ text }) => doubt('not green:', text, terminal)),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join(''))
    .join('\n');
}

/** What was settled before the first pair. */
function planLines({ plan: { looks, policy }, cells }: JudgedCheck): string[] {
  const metrics = cells.reduce((sum, cell) => sum + cell.metrics.length, 0);
  const correction = policy.strict ? 'Holm' : 'Benjamini and Hochberg';
  let spent = 0;
  return [
    `q: ${percent(policy.q)}, the chance of a false alarm in all, shared out over the looks; ${counted(metrics, 'metric')}${metrics === 1 ? '' : `, corrected together (${correction})`}`,
    ...looks.map(({ pairs, q }, index) => {
      spent += q;
      return `  look ${index + 1} at ${pairs} quiet pairs: ${percent(q)}${index === 0 ? '' : `, ${percent(spent)} with those before it`}`;
    }),
    ...(looks.length === 0 ? ['  no look: of so few pairs no slowdown could be told from accident'] : []),
  ];
}

function cellLines(cell: JudgedCell, policy: Policy, figures: FigureText, terminal: Terminal): string[] {
  const { base, head } = cell.cell;
  return [
    prose(`cell ${cell.cell.id}`, terminal, { role: 'heading' }),
    ...cell.verdict.metrics.flatMap((metric) => metricLines(metric, cell, policy, figures, terminal)),
    ...[
      ...(base.id === head.id ? [`  both: ${head.id}`] : [`  base: ${base.id}`, `  head: ${head.id}`]),
      ...pairLines(cell),
    ].map((line) => prose(line, terminal)),
  ];
}

/** What was taken, and what was not compared and why. */
function pairLines({ evidence: { pairs }, verdict: { taken, noisy } }: JudgedCell): string[] {
  const headFirst = pairs.filter(({ first }) => first === 'head').length;
  const leftOut = leftOutLines(pairs);
  return [
    `  ${counted(taken, 'pair')} taken, head first in ${headFirst}; too noisy: base ${noisy.base}, head ${noisy.head}, both ${noisy.both}`,
    ...leftOut.map((line) => `    ${line}`),
    ...(leftOut.length === 0 ? [] : ['    --json lists each of them']),
  ];
}

function metricLines(
  metric: MetricVerdict,
  { evidence }: JudgedCell,
  policy: Policy,
  figures: FigureText,
  terminal: Terminal,
): string[] {
  const { hypothesis, verdict, reason, pairs } = metric;
  const better = hypothesis.direction === 'lower-is-better' ? 'lower is better' : 'higher is better';
  const differences = differencesOf(quietPairs(evidence.pairs).slice(0, pairs), hypothesis) ?? [];
  const raised = isRaisedChange(metric)
    ? `, smaller than the medians say: what is below ${absoluteFloors[hypothesis.unit]} ${hypothesis.unit} counts as so much`
    : '';
  const own = (text: string): string => prose(text, terminal);
  return [
    own(
      `  ${hypothesis.metric} (${hypothesis.unit}, ${better}): ${verdictWords[verdict]}: ${reason}`,
    ).replace(
      `: ${verdictWords[verdict]}:`,
      () => `: ${paintedVerdict(verdictWords[verdict], verdict, terminal)}:`,
    ),
    ...(differences.length === 0
      ? []
      : [
          own(
            `    medians of ${counted(pairs, 'pair')}: base ${figures(metric, 'base')}, head ${figures(metric, 'head')}; change ${changeText(metric)}${raised}`,
          ),
          stripLines(stripChart(differences, emptySign(terminal)), terminal),
        ]),
    ...metric.history.map((step) => own(stepText(step, metric))),
    ...marginLines(metric, policy).map(own),
  ];
}

/** The strip and its ends are one picture: they stay on one line, below its title where they do not fit beside it. */
function stripLines(strip: string, { width }: Terminal): string {
  const title = `    ${stripTitle}:`;
  const line = `${title} ${strip}`;
  return stringWidth(line) <= width ? `${line}\n` : `${title}\n      ${strip}\n`;
}

function stepText(step: LookStep, { hypothesis }: MetricVerdict): string {
  const { number, pairs, q, estimate } = step;
  const tests = [
    `that it is worse: p ${formatP(step.p)}, adjusted ${formatP(step.adjusted)}`,
    ...(estimate < 0
      ? [`that it is better: p ${formatP(step.pBetter)}, adjusted ${formatP(step.adjustedBetter)}`]
      : []),
  ];
  return `    look ${number}, ${counted(pairs, 'pair')}: ${changeText({ hypothesis, ...step })}; ${tests.join('; ')}; an adjusted p of ${formatP(q)} or less decides`;
}

function marginLines(metric: MetricVerdict, policy: Policy): string[] {
  const { hypothesis, margin, floor } = metric;
  const own = marginOf(policy, hypothesis.metric);
  const text = (side: keyof Margin, does: string): string => {
    const origin = margin[side] > own[side] ? 'calibrated here' : originOf(policy, hypothesis.metric);
    return `${side} ${percent(margin[side])} (${origin}): ${does}`;
  };
  return [
    `    ${text('alarm', 'a smaller slowdown never counts as regressed')}`,
    `    ${text('harm', 'unchanged needs this much to be ruled out')}`,
    ...(floor === null
      ? []
      : [
          `    calibration: ${floor.detectable === null ? 'found no slowdown that it tried' : `finds a slowdown of ${percent(floor.detectable)}`}`,
        ]),
  ];
}

/** By which rule of the policy, as `marginOf` goes through them. */
function originOf(policy: Policy, metric: string): string {
  if (policy.margins[metric] !== undefined) return `the policy's for ${metric}`;
  if (isTail(metric)) return 'the least for the far tail';
  const general = policy.margins['default'];
  const isDefault =
    general === undefined || (general.alarm === defaultMargin.alarm && general.harm === defaultMargin.harm);
  return isDefault ? "Interleave's default" : "the policy's default";
}

const stripWidth = 41;

const stripTitle = 'pairs, better to worse';

/** `·` is not in ASCII. */
function emptySign({ hasBlocks }: Pick<Terminal, 'hasBlocks'>): string {
  return hasBlocks ? '·' : '.';
}

function stripLegend(terminal: Terminal): string {
  return `${stripTitle}: where the changes of the compared pairs lie; a digit is the number of pairs at that place (+: ten or more), ${emptySign(terminal)} is none, | is no change`;
}

/**
 * Where the pairs' changes lie: a digit counts the pairs at a place (`+`: more than nine), `|` is no change. Worse is to the
 * right, whichever way the value itself goes.
 */
export function stripChart(differences: readonly number[], empty = '·'): string {
  const end = (difference: number): string => formatRatio(Math.exp(difference), null, 'percent');
  const low = Math.min(0, ...differences);
  const high = Math.max(0, ...differences);
  const placeOf = (difference: number): number =>
    high === low ? 0 : Math.round(((difference - low) / (high - low)) * (stripWidth - 1));
  const counts = Map.groupBy(differences, placeOf);
  const zero = placeOf(0);
  const marks = Array.from({ length: high === low ? 1 : stripWidth }, (_, place) => {
    const count = counts.get(place)?.length ?? 0;
    if (count > 9) return '+';
    if (count > 0) return String(count);
    return place === zero ? '|' : empty;
  });
  return `${end(low)} ${marks.join('')} ${end(high)}`;
}
