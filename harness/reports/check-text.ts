import { checkTable } from './check-table.ts';
import { judgedCells, judgedMetrics } from './check-view.ts';
import {
  claimLines,
  headerLines,
  largeImprovementText,
  lightText,
  noiseText,
  oneSidedLines,
  remainingReasons,
  tableLegend,
  undecided,
  verdictWords,
} from './check-words.ts';
import { oneLine } from './harmless-text.ts';
import type { JudgedCheck } from './judged-check.ts';
import { plainTable } from './text-table.ts';

/** A check for a terminal: who was compared, what moved first, what is not known, and what it comes to in the last line. */
export function checkText(check: JudgedCheck): string {
  const title = `interleave ${check.plan.kind} ${check.plan.checkId}`;
  return [
    [title, ...headerLines(check)].map(oneLine),
    tableLines(check),
    noteLines(check).map(oneLine),
    [oneLine(lightText(check))],
  ]
    .filter((block) => block.length > 0)
    .map((block) => `${block.join('\n')}\n`)
    .join('\n');
}

function tableLines(check: JudgedCheck): string[] {
  const metrics = judgedMetrics(check);
  if (metrics.length === 0) return [];
  const cells = judgedCells(check);
  return [
    // Else each row names its cell.
    ...(cells.length === 1 ? [oneLine(`cell: ${cells[0]?.cell.id ?? ''}`)] : []),
    ...plainTable(checkTable(check, metrics)).trimEnd().split('\n'),
    ...tableLegend(check),
  ];
}

/** What was not measured or not decided, and what else must be known. */
function noteLines(check: JudgedCheck): string[] {
  const noise = noiseText(check);
  const large = largeImprovementText(check);
  return [
    ...(large === null ? [] : [large]),
    ...undecided(check).map(
      ({ name, metrics, verdict, reason }) =>
        `${verdictWords[verdict]}: ${name}: ${metrics.join(', ')}: ${reason}`,
    ),
    ...oneSidedLines(check).map(({ case: id, text }) => `not measured: ${id}: ${text}`),
    ...remainingReasons(check).map(({ text }) => `not green: ${text}`),
    ...(noise === null ? [] : [`noise: ${noise}`]),
    ...check.environment.warnings.map((warning) => `warning: ${warning}`),
    ...claimLines(check).map((claim) => `by calibration, ${claim}`),
  ];
}
