import {
  batchEach,
  boundedTask,
  mebibyte,
  needs,
  nothing,
  oneEach,
  oneEachAndBuffer,
  type Counts,
  type PoolRow,
  type Share,
} from './rows.ts';

const goBase = 16 * mebibyte;
/** With as many tasks in its queue as `buffer` may say, each with what can be waited for. */
const pondBase = goBase + 64 * mebibyte;
const goroutine: Share = { bytes: 3_600 };
/** Its own goroutine, its submitter's, and three channels. */
const tunnyWorker: Share = { bytes: 12 * 1024 };
/** Its own goroutine, those of three queued tasks, and three work units with what the collector has not come for. */
const playgroundWorker: Share = { bytes: 24 * 1024 };

/** The channel of go-playground/pool has two places a worker; a row's submitter waits for the work unit before all of them. */
const oneEachAndTwoPlaces = ({ workers }: Counts): number => workers + 2 * workers + 1;

const pondOptions =
  'WithQueueSize as the parameter buffer (it comes unbounded); all others as they come (blocking, panics recovered)';

export const goRows: readonly PoolRow[] = [
  {
    name: 'go/serial',
    level: 'tasks',
    description: 'no goroutine at all: the submitter runs one task after the other',
    tuning: 'default',
    needs: needs(goBase, boundedTask, nothing),
    witness: null,
    mostInFlight: () => 1,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'go/unbounded',
    level: 'tasks',
    description: 'a goroutine a task, all at once, and a WaitGroup',
    tuning: 'default',
    needs: needs(goBase, goroutine, nothing),
    witness: null,
    mostInFlight: null,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'go/channel-workers',
    level: 'tasks',
    description: 'goroutines that receive tasks from one unbuffered channel',
    tuning: 'default',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/buffered-workers',
    level: 'tasks',
    description:
      'goroutines that receive tasks from one channel with as many places as the parameter buffer says',
    tuning: 'default',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEachAndBuffer,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/batched-workers',
    level: 'tasks',
    description:
      'goroutines that receive slices of as many tasks as the parameter batch says from one unbuffered channel',
    tuning: 'default',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: batchEach,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/channel-semaphore',
    level: 'tasks',
    description: 'a goroutine a task, after a place in a buffered channel; joined by taking all places',
    tuning: 'default',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'go/semaphore',
    level: 'tasks',
    description:
      'golang.org/x/sync/semaphore: a goroutine a task, after Acquire of one place; joined by acquiring all',
    tuning: 'default',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'go/errgroup-limit',
    level: 'tasks',
    description:
      'golang.org/x/sync/errgroup with SetLimit: a goroutine a task, as many at once as there are places',
    tuning: 'default',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'go/ants',
    level: 'tasks',
    description: 'ants.NewPool and Submit with a closure a task',
    tuning: 'default',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/ants-tuned',
    level: 'tasks',
    description: 'ants.NewPool and Submit with a closure a task; idle workers in a ring, kept for good',
    tuning: 'tuned',
    options: 'WithPreAlloc(true), WithDisablePurge(true); all others as they come',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/ants-multi-pool',
    level: 'tasks',
    description:
      'ants.NewMultiPool and Submit with a closure a task, which goes to the pool whose turn it is',
    tuning: 'default',
    options:
      'the most pools up to 10 into which the parameter workers divides with two workers a pool or more (one pool where none does); RoundRobin; all others as they come',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/tunny',
    level: 'tasks',
    description:
      'tunny.NewFunc and Process, which returns with the result: called by one more goroutine than there are workers, each of which draws its next task itself',
    tuning: 'default',
    needs: needs(goBase, boundedTask, tunnyWorker),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/playground-pool',
    level: 'tasks',
    description:
      'NewLimited and Queue of go-playground/pool v3; the submitter waits for the work unit that is three tasks a worker back, since Queue never blocks',
    tuning: 'default',
    needs: needs(goBase, boundedTask, playgroundWorker),
    witness: null,
    mostInFlight: oneEachAndTwoPlaces,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/conc',
    level: 'tasks',
    description: 'conc/pool New().WithMaxGoroutines and Go with a closure a task; its Wait ends the workers',
    tuning: 'default',
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEach,
    startsWorkers: true,
    knowsWorkers: false,
  },
  {
    name: 'go/pond',
    level: 'tasks',
    description:
      'pond.NewPool and Submit with a closure a task, which gives a task to wait for; workers come with tasks and end when none waits',
    tuning: 'tuned',
    options: pondOptions,
    needs: needs(pondBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEachAndBuffer,
    startsWorkers: false,
    knowsWorkers: false,
  },
  {
    name: 'go/pond-go',
    level: 'tasks',
    description:
      'pond.NewPool and Go with a closure a task, which nobody can wait for; workers come with tasks and end when none waits',
    tuning: 'tuned',
    options: pondOptions,
    needs: needs(goBase, boundedTask, goroutine),
    witness: null,
    mostInFlight: oneEachAndBuffer,
    startsWorkers: false,
    knowsWorkers: false,
  },
];
