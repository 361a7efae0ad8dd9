import type { CrossoverSummary } from './crossovers.ts';
import { formatCount, formatFigure } from './quantity.ts';

/**
 * What was found, for people, as the end of a sentence whose subject is the variant: `beats node/unbounded from cost ≈ 34 on,
 * between 10 and 100`.
 */
export function crossoverText(summary: CrossoverSummary): string {
  const { definition, missing } = summary;
  if (missing.length === 0 || summary.result.status === 'not-measured') return found(summary);
  return `${found(summary)}; no figure at ${definition.over} ${missing.map(formatCount).join(', ')}`;
}

function found({ definition, result, swept }: CrossoverSummary): string {
  const { over, against } = definition;
  const at = (x: number): string => `${over} ${formatCount(x)}`;
  const medians =
    result.estimate === null
      ? 'the medians do not cross'
      : `the medians cross at ${over} ≈ ${formatFigure(result.estimate)}`;
  const fading =
    result.upTo === null || result.upTo === swept.at(-1)
      ? ''
      : `; above ${formatCount(result.upTo)} not shown throughout`;
  switch (result.status) {
    case 'found':
      return `beats ${against} from ${over} ≈ ${formatFigure(result.estimate)} on, between ${formatCount(result.worseAt)} and ${formatCount(result.betterAt)}${fading}`;
    case 'always-better':
      return `beats ${against} at ${at(result.betterAt)} already, the smallest measured${fading}`;
    case 'never-better':
      return `is beaten by ${against} at ${at(result.worseAt)} still, the largest measured`;
    case 'not-monotone':
      return `no single crossover: beats ${against} at ${at(result.betterAt)} and is beaten by it at ${at(result.worseAt)}`;
    case 'not-shown':
      if (result.betterAt !== null) {
        return `not shown from where: beats ${against} at ${at(result.betterAt)}, and is nowhere shown to be beaten below; ${medians}${fading}`;
      }
      if (result.worseAt !== null) {
        return `not shown from where: is beaten by ${against} at ${at(result.worseAt)}, and nowhere shown to beat it above; ${medians}`;
      }
      return `not shown: nowhere beats ${against} and nowhere is beaten by it; ${medians}`;
    case 'no-interval':
      return `not shown: fewer than 6 rounds, so no interval; ${medians}`;
    case 'not-measured':
      return 'not measured at two values';
  }
}
