import { boundedTask, mebibyte, needs, nothing, oneEach, type PoolRow, type Share } from './rows.ts';

const goBase = 16 * mebibyte;
const goroutine: Share = { bytes: 3_600 };

export const goRows: readonly PoolRow[] = [
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
];
