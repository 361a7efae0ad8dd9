import {
  batchEachAndBuffers,
  mebibyte,
  needs,
  oneEachAndBuffers,
  type Counts,
  type PipelineRow,
} from './rows.ts';

const goBase = { bytes: 16 * mebibyte, threads: 16 };
/** With what a program allocates for copies while the collector runs already. */
const copyingBase = { ...goBase, bytes: 96 * mebibyte };
const goroutine = { bytes: 8 * 1024, threads: 0, mappings: 0 };

/** How many cases the select statement of `go/select-merge` has. */
const mostMerged = 8;

/**
 * The source stops in front of the first worker that is full, even if others behind it have a place more: each of the
 * places that do not come out even can be full on one hop only.
 */
function oneEachAndBuffersInTurn(all: Counts): number {
  return oneEachAndBuffers(all) - (all.buffer % all.workers);
}

const references = needs(goBase, goroutine, 'references');

export const goRows: readonly PipelineRow[] = [
  {
    name: 'go/channels',
    level: 'L1-reference',
    description: 'references on one channel to all workers and on one from them, both with `buffer` places',
    tuning: 'default',
    needs: references,
    witness: null,
    mostInFlight: oneEachAndBuffers,
  },
  {
    name: 'go/select-merge',
    level: 'L1-reference',
    description:
      'references on one channel to all workers and on one from each, which the sink merges with a select statement; the second `buffer` is dealt out',
    tuning: 'default',
    needs: references,
    witness: null,
    mostInFlight: oneEachAndBuffers,
    refuses: ({ workers }) =>
      Number(workers) > mostMerged
        ? `its select statement has ${mostMerged} cases: workers must be ${mostMerged} or fewer`
        : null,
  },
  {
    name: 'go/channel-per-worker',
    level: 'L1-reference',
    description:
      'references on a channel to each worker and one from each, in turn, so that all arrive in order; `buffer` is dealt out',
    tuning: 'default',
    needs: needs(goBase, goroutine, 'references', oneEachAndBuffersInTurn),
    witness: null,
    mostInFlight: oneEachAndBuffersInTurn,
  },
  {
    name: 'go/batches',
    level: 'L1-reference',
    description:
      'slices of `batch` references on the channels of go/channels, allocated for each batch; places for as many whole batches as fit into `buffer`',
    tuning: 'default',
    needs: needs(goBase, goroutine, 'references', batchEachAndBuffers),
    witness: null,
    mostInFlight: batchEachAndBuffers,
    batches: true,
  },
  {
    name: 'go/mutex-queue',
    level: 'L1-reference',
    description:
      'references through two queues with `buffer` places in place of channels, each a sync.Mutex and two sync.Cond',
    tuning: 'default',
    needs: references,
    witness: null,
    mostInFlight: oneEachAndBuffers,
    // A worker that runs comes back for the next item before those that were signalled have the mutex: they find nothing and
    // wait again. A channel hands an item to the worker that has waited longest.
    reachesAllWorkers: false,
  },
  {
    name: 'go/channels-copied',
    level: 'L2-copied',
    description:
      'the channels of go/channels; every sender makes a deep copy, its payload in newly allocated memory',
    tuning: 'default',
    needs: needs(copyingBase, goroutine, 'copies in one isolate'),
    witness: null,
    mostInFlight: oneEachAndBuffers,
  },
];
