import { mebibyte, needs, oneEachAndBuffers, type PipelineRow } from './rows.ts';

const nodeBase = { bytes: 128 * mebibyte, threads: 16 };
const object = { bytes: 16 * 1024, threads: 0, mappings: 0 };
const thread = { bytes: 12 * mebibyte, threads: 1, mappings: 60 };

export const nodeRows: readonly PipelineRow[] = [
  {
    name: 'node/async-generators',
    level: 'L1-reference',
    description: 'references through async generators and bounded queues; every operation is awaited',
    tuning: 'default',
    needs: needs(nodeBase, object, 'references'),
    witness: null,
    mostInFlight: oneEachAndBuffers,
  },
  {
    name: 'node/streams',
    level: 'L1-reference',
    description: 'references through Readable, Transforms and Writable of node:stream in object mode',
    tuning: 'tuned',
    options: 'highWaterMark: source 1, worker 1 + its share of buffer, sink 1 + buffer',
    needs: needs(nodeBase, object, 'references'),
    witness: null,
    mostInFlight: oneEachAndBuffers,
  },
  {
    name: 'node/worker-channels',
    level: 'L2-cloned',
    description: 'structured clones to and from worker threads, a MessagePort each; credits bound them',
    tuning: 'default',
    needs: needs(nodeBase, thread, 'copies'),
    witness: {
      kind: 'threads',
      at: 'armed',
      expected: (parameters) => Number(parameters['workers']),
      tolerance: 0,
      probes: ['memory'],
      since: null,
    },
    mostInFlight: oneEachAndBuffers,
  },
];
