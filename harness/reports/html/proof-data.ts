import { oneLine } from '../harmless-text.ts';
import type { CaseProof } from './case-proofs.ts';
import { scriptJson } from './html-text.ts';

/**
 * Proofs as JSON in pieces, for the page's program: `cases` in their order, texts by their place in `texts`, since neighbours
 * share most of them. A figure is [metric, unit, probe, n, median, low, high], a fact [name, text].
 */
export function* proofData(proofs: Iterable<CaseProof>): Iterable<string> {
  const places = new Map<string, number>();
  const place = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  yield '{"cases":[';
  let separator = '\n';
  for (const { case: id, figures, facts } of proofs) {
    const packed = {
      id,
      figures: figures.map(({ metric, unit, probe, n, median, low, high }) => [
        ...[metric, unit, probe].map(place),
        n,
        median,
        low,
        high,
      ]),
      facts: facts.map((fact) => fact.map(place)),
    };
    yield `${separator}${scriptJson(packed)}`;
    separator = ',\n';
  }
  yield `],"texts":${scriptJson([...places.keys()].map(oneLine))}}`;
}
