import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure, textOf } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { metricValues } from '../metrics.ts';
import type { Scenario } from '../model.ts';
import { csvPieces, type Cell } from '../reports/csv.ts';
import { parameterColumns } from '../reports/parameter-columns.ts';
import type { Environment } from '../store/environment.ts';
import { writeReport } from '../store/stored-folder.ts';
import type { Sample } from '../store/sample.ts';

const samplesFile = 'samples.ndjson';
export const largestFile = 'largest.csv';

/** A sample, and what stood in its way where that is known. */
export interface LargestSample {
  readonly sample: Sample;
  readonly limit: string | null;
}

/**
 * The folder of a search: environment, samples and their table. It is no run's folder: there is no plan, since each size follows
 * from what became of the one before. Every sample is on the disk, as in a run, before the next one starts.
 */
export class LargestFolder {
  readonly folder: string;
  readonly #scenarios: readonly Scenario[];
  readonly #samples: LargestSample[] = [];

  private constructor(folder: string, scenarios: readonly Scenario[]) {
    this.folder = folder;
    this.#scenarios = scenarios;
  }

  /** @throws Failure of kind `cannotWrite`. */
  static async create(
    folder: string,
    environment: Environment,
    scenarios: readonly Scenario[],
  ): Promise<LargestFolder> {
    const created = new LargestFolder(folder, scenarios);
    await created.#write(async () => {
      await makeFolder(path.dirname(folder));
      await mkdir(folder);
      const text = `${JSON.stringify(environment, null, 2)}\n`;
      await writeFile(path.join(folder, 'environment.json'), text, { flag: 'wx', flush: true });
      await writeFile(path.join(folder, samplesFile), '', { flag: 'wx' });
    });
    await created.#writeTable();
    return created;
  }

  /** @throws Failure of kind `cannotWrite`. */
  async append(taken: LargestSample): Promise<void> {
    this.#samples.push(taken);
    await this.#write(async () =>
      appendFile(path.join(this.folder, samplesFile), `${JSON.stringify(taken.sample)}\n`, { flush: true }),
    );
    await this.#writeTable();
  }

  async #writeTable(): Promise<void> {
    const parameters = parameterColumns(this.#scenarios).map(({ name }) => name);
    const rows = this.#samples.map((taken) => rowOf(taken, parameters, this.#scenarios));
    await writeReport(this.folder, largestFile, csvPieces([...leading, ...parameters, ...trailing], rows));
  }

  async #write(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw new Failure(
        'cannotWrite',
        `cannot write ${this.folder}: ${textOf(error)}; free some space or name another folder with --out`,
        { cause: error },
      );
    }
  }
}

const leading = ['scenario', 'variant', 'runtime', 'runtime_version', 'regime', 'level'];
/** `peak` in bytes, `elapsed` and `wall` in ns. */
const trailing = [
  'order',
  'attempt',
  'status',
  'peak',
  'elapsed',
  'wall',
  'limit',
  'reason',
  'started_at',
] as const;

function rowOf(
  { sample, limit }: LargestSample,
  parameters: readonly string[],
  scenarios: readonly Scenario[],
): Cell[] {
  const { runtimeVersion, order, attempt, status } = sample;
  return [
    sample.scenario,
    sample.variant,
    sample.runtime,
    runtimeVersion,
    sample.regime,
    sample.level,
    ...parameters.map((name) => sample.parameters[name] ?? null),
    order,
    attempt,
    status,
    peakOf(sample, scenarios),
    sample.status === 'ok' ? sample.elapsedNs : null,
    sample.status === 'skipped' ? null : sample.noise.wallNs,
    limit,
    sample.status === 'ok' ? null : sample.reason,
    sample.startedAt,
  ];
}

/** Bytes; null where the sample has none, such as that of a tree of processes. */
export function peakOf(sample: Sample, scenarios: readonly Scenario[]): number | null {
  const scenario = scenarios.find(({ name }) => name === sample.scenario);
  if (sample.status !== 'ok' || scenario === undefined) return null;
  return metricValues(sample, scenario).find(({ metric }) => metric.name === 'peak')?.value ?? null;
}
