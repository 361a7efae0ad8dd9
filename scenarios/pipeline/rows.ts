/** What the rows of the scenario are described by, beyond what every variant is. */
import type { Needs, Parameters, Variant } from '../../harness/model.ts';

export const mebibyte = 1024 * 1024;

/** The parameters as numbers. */
export function counts(parameters: Parameters) {
  const count = (name: string): number => Number(parameters[name]);
  return {
    items: count('items'),
    workers: count('workers'),
    buffer: count('buffer'),
    payload: count('payload'),
    cost: count('cost'),
    batch: count('batch'),
  };
}

export type Counts = ReturnType<typeof counts>;

export interface PipelineRow extends Variant {
  /** The most items that the source has begun to offer and the sink has not counted. */
  readonly mostInFlight: (counts: Counts) => number;
  /** A message carries `batch` items, the last one what is left; in other rows it carries one. */
  readonly batches?: true;
  /** False where a worker may go without a message although there is one for each; in other rows none does for long. */
  readonly reachesAllWorkers?: false;
}

/**
 * One that the source offers, the places of the first hop, one in the hands of each worker, the places of the second hop,
 * one in the hands of the sink.
 */
export function oneEachAndBuffers({ buffer, workers }: Counts): number {
  return 1 + buffer + workers + buffer + 1;
}

/** The same in whole batches: whoever holds one item holds all of its batch, and there is a place where a batch fits. */
export function batchEachAndBuffers({ buffer, workers, batch }: Counts): number {
  const places = Math.floor(buffer / batch);
  return batch * (1 + places + workers + places + 1);
}

/** What an isolate leaves lying before it collects the memory of copies. */
const uncollectedBytes = 96 * mebibyte;

/**
 * Upper estimates of a sample's peak, above what was measured on Linux x86-64 (2026-11, Go 1.27.4, Node 26.10.0). They
 * decide only whether a sample is started at all.
 */
export function needs(
  base: { bytes: number; threads: number },
  worker: { bytes: number; threads: number; mappings: number },
  passes: 'references' | 'copies' | 'copies in one isolate',
  mostInFlight: (counts: Counts) => number = oneEachAndBuffers,
) {
  return (parameters: Parameters): Needs => {
    const all = counts(parameters);
    const { items, workers, payload } = all;
    // The ring of items is twice as long as the bound; a slot has more around its payload.
    const ringBytes = 2 * mostInFlight(all) * (payload + 512);
    const isolates = passes === 'copies' ? workers + 1 : 1;
    const copiedBytes =
      passes === 'references'
        ? 0
        : 2 * ringBytes + isolates * Math.min(uncollectedBytes, items * (payload + 512));
    // A latency sample keeps two numbers for each item.
    const timeBytes = 16 * items;
    return {
      memoryBytes: base.bytes + workers * worker.bytes + ringBytes + copiedBytes + timeBytes,
      threads: base.threads + workers * worker.threads,
      mappings: 1_000 + workers * worker.mappings,
    };
  };
}
