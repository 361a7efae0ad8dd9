import { mebibyte, needs, oneEachAndBuffers, type PipelineRow } from './rows.ts';

const goBase = { bytes: 16 * mebibyte, threads: 16 };
const goroutine = { bytes: 8 * 1024, threads: 0, mappings: 0 };

export const goRows: readonly PipelineRow[] = [
  {
    name: 'go/channels',
    level: 'L1-reference',
    description: 'references on one channel to all workers and on one from them, both with `buffer` places',
    tuning: 'default',
    needs: needs(goBase, goroutine, 'references'),
    witness: null,
    mostInFlight: oneEachAndBuffers,
  },
];
