import type { Light } from '../gate/gate.ts';
import { judgedMetrics, type JudgedMetric } from './check-view.ts';
import {
  changeText,
  comparedText,
  lightText,
  oneSidedLines,
  remainingReasons,
  undecided,
  verdictWords,
} from './check-words.ts';
import { harmlessLines, oneLine } from './harmless-text.ts';
import type { JudgedCheck } from './judged-check.ts';
import { defaultText, notDefault, policyNotes, policyWarnings } from './policy-notes.ts';
import { formatP } from './ratio-text.ts';

type Kind = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly title: string;
  readonly message: string;
}

/** Of each kind in a step's list; GitHub leaves out what is beyond. */
const mostOfKind = 10;

/** How the light itself is told, so that a log without the summary says what the check came to. */
const lightKinds: Readonly<Record<Light, Kind>> = {
  pass: 'notice',
  regression: 'error',
  error: 'error',
  inconclusive: 'warning',
};

/**
 * GitHub's workflow commands, one a line: the light, an error for each metric that regressed, a warning for what keeps the
 * check from being green besides and for a policy that is not base's, a notice for each metric that improved.
 */
export function checkAnnotations(check: JudgedCheck): string {
  const metrics = judgedMetrics(check);
  const having = (verdict: JudgedMetric['verdict']['verdict']): Annotation[] =>
    metrics
      .filter((metric) => metric.verdict.verdict === verdict)
      .map((metric) => movedAnnotation(check, metric));
  const more = check.pairing === 'paired' ? 'the job summary and in verdicts.csv' : 'the job summary';
  const { fromDefault } = policyNotes(check);
  const light = { title: 'interleave check', message: lightText(check) };
  const of = (kind: Kind, annotations: readonly Annotation[]): string =>
    commands(kind, lightKinds[check.result.light] === kind ? [light, ...annotations] : annotations, more);
  return [
    of('error', having('regressed')),
    of('warning', doubts(check)),
    of('notice', [
      ...having('improved'),
      ...(fromDefault.length === 0 ? [] : [{ title: notDefault, message: defaultText(fromDefault) }]),
    ]),
  ].join('');
}

function movedAnnotation(check: JudgedCheck, { name, verdict }: JudgedMetric): Annotation {
  const { hypothesis, p, reason } = verdict;
  return {
    title: `${verdictWords[verdict.verdict]}: ${name} ${hypothesis.metric}`,
    message: `${hypothesis.metric} ${changeText(verdict)}, ${comparedText(check, verdict)}, p ${formatP(p)}: ${reason}`,
  };
}

function doubts(check: JudgedCheck): Annotation[] {
  return [
    ...policyWarnings(check),
    // Metrics that share a reason share a line: a cell that crashed should not use up all ten.
    ...undecided(check).map(({ name, metrics, verdict, reason }) => ({
      title: `${verdictWords[verdict]}: ${name} ${metrics.join(', ')}`,
      message: reason,
    })),
    ...oneSidedLines(check)
      .filter(({ accepted }) => !accepted)
      .map(({ case: id, text }) => ({ title: `not measured: ${id}`, message: text })),
    ...remainingReasons(check).map(({ text }) => ({ title: 'not green', message: text })),
  ];
}

/** @param more where those are that are left out */
function commands(kind: Kind, annotations: readonly Annotation[], more: string): string {
  const shown =
    annotations.length <= mostOfKind
      ? annotations
      : [
          ...annotations.slice(0, mostOfKind - 1),
          {
            title: `${annotations.length - mostOfKind + 1} more`,
            message: `${annotations.length - mostOfKind + 1} more like these stand in ${more}`,
          },
        ];
  return shown
    .map(({ title, message }) => annotationLine(kind, { title, message: oneLine(message) }))
    .join('');
}

/** One workflow command; a message of several lines stays one. */
export function annotationLine(kind: Kind, { title, message }: Annotation): string {
  return `::${kind} title=${escapedProperty(oneLine(title))}::${escapedData(harmlessLines(message))}\n`;
}

/** As the runner undoes it (actions/toolkit, `command.ts`); `%` first, or what the others give would be escaped again. */
function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A property ends at a comma, and all of them at `::`. */
function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
