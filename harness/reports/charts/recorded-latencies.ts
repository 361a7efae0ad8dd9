import { decodeDistribution, type Distribution } from '../../statistics/distribution.ts';
import type { Run } from '../report.ts';
import { lastAttempts } from '../run-view.ts';

/** Cases by id, and the distributions of them that are wanted. */
export type WantedLatencies = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What the processes of a case recorded. The samples of a large run come from its folder, so that they are gone through once
 * for all pictures that its scenarios declare; a distribution is decoded when it is asked for.
 */
export class RecordedLatencies {
  readonly #run: Run;
  readonly #declared: () => WantedLatencies;
  #encoded: Map<string, string[]> | null = null;

  /** @param declared what is going to be asked for; anything else costs another passage through the samples */
  constructor(run: Run, declared: () => WantedLatencies) {
    this.#run = run;
    this.#declared = declared;
  }

  /** One for each process that recorded anything, in the plan's order. */
  of(caseId: string, distribution: string): Distribution[] {
    this.#encoded ??= this.#collect(this.#declared());
    const key = keyOf(caseId, distribution);
    const data =
      this.#encoded.get(key) ?? this.#collect(new Map([[caseId, new Set([distribution])]])).get(key);
    return (data ?? []).map(decodeDistribution);
  }

  #collect(wanted: WantedLatencies): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const [caseId, names] of wanted) for (const name of names) found.set(keyOf(caseId, name), []);
    if (found.size === 0) return found;
    for (const sample of lastAttempts(this.#run)) {
      if (sample.status !== 'ok' || !wanted.has(sample.case)) continue;
      for (const { name, count, data } of sample.distributions) {
        if (count > 0) found.get(keyOf(sample.case, name))?.push(data);
      }
    }
    return found;
  }
}

function keyOf(caseId: string, distribution: string): string {
  return JSON.stringify([caseId, distribution]);
}
