import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { execa } from 'execa';
import type { Hypothesis } from '../../harness/gate/evidence.ts';
import { medianOf } from '../../harness/statistics/quantile.ts';
import { welchTest } from './welch.ts';

/** All runs of base and then all of head, as a script does that measures one after the other. */
export interface Trial {
  readonly hypothesis: Hypothesis;
  readonly base: readonly number[];
  readonly head: readonly number[];
}

/** A common way to find a slowdown; says of each trial whether it would call head worse. */
export interface Rival {
  readonly name: string;
  readonly judge: (trials: readonly Trial[]) => Promise<readonly boolean[]>;
}

/** What these tools take for significant unless told otherwise. */
const alpha = 0.05;

export const welch: Rival = {
  name: 'Welch’s t',
  judge: async (trials) =>
    trials.map(({ hypothesis, base, head }) => {
      const { t, p } = welchTest(base, head);
      return p < alpha && (hypothesis.direction === 'lower-is-better' ? t > 0 : t < 0);
    }),
};

/** A threshold on the ratio of medians, such as the 200 % at which github-action-benchmark alerts unless told otherwise. */
export function threshold(ratio: number): Rival {
  return {
    name: `${Math.round((ratio >= 2 ? ratio : ratio - 1) * 100)} % threshold`,
    judge: async (trials) =>
      trials.map(({ hypothesis, base, head }) => {
        const change = medianOf(head) / medianOf(base);
        return (hypothesis.direction === 'lower-is-better' ? change : 1 / change) > ratio;
      }),
  };
}

/** The real program, which judges each benchmark of two files by Mann and Whitney's test. */
export function benchstat(program: string): Rival {
  return {
    name: 'benchstat',
    judge: async (trials) => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'interleave-benchstat-'));
      try {
        for (const side of ['base', 'head'] as const) {
          const lines = trials.flatMap((trial, index) =>
            trial[side].map((value) => `BenchmarkX${index} 1 ${value} ns/op\n`),
          );
          writeFileSync(path.join(folder, side), lines.join(''));
        }
        const { stdout } = await execa(program, ['-format', 'csv', 'base', 'head'], { cwd: folder });
        return judgedBy(stdout, trials);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The rows of benchstat's CSV: name, base, its interval, head, its interval, `vs base`, p and n. */
function judgedBy(csv: string, trials: readonly Trial[]): boolean[] {
  const rows: string[][] = parse(csv, { relax_column_count: true });
  const changes = new Map<number, string>();
  for (const row of rows) {
    const index = /^X(\d+)(-\d+)?$/.exec(row[0] ?? '')?.[1];
    if (index !== undefined) changes.set(Number(index), row[5] ?? '');
  }
  return trials.map(({ hypothesis }, index) => {
    const change = changes.get(index);
    if (change === undefined) throw new Error(`benchstat says nothing of trial ${index}`);
    if (change === '~' || change === '') return false;
    return change.startsWith(hypothesis.direction === 'lower-is-better' ? '+' : '-');
  });
}
