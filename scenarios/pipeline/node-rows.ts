import {
  batchEachAndBuffers,
  mebibyte,
  needs,
  oneEachAndBuffers,
  type Counts,
  type PipelineRow,
} from './rows.ts';

const nodeBase = { bytes: 128 * mebibyte, threads: 16 };
const object = { bytes: 16 * 1024, threads: 0, mappings: 0 };
const thread = { bytes: 12 * mebibyte, threads: 1, mappings: 60 };

/** One in the hands of each worker, and `buffer` places on each hop; the source has none of its own. */
const withoutTheSources = ({ buffer, workers }: Counts) => buffer + workers + buffer + 1;

/**
 * What the queues of workers hold, of which each has one place at least; one that has been read from each worker; what the
 * sink holds.
 */
const oneReadFromEach = ({ buffer, workers }: Counts) => Math.max(buffer, workers) + workers + buffer + 1;

const aThreadEach: PipelineRow['witness'] = {
  kind: 'threads',
  at: 'armed',
  expected: (parameters) => Number(parameters['workers']),
  tolerance: 0,
  probes: ['memory'],
  since: null,
};

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
    name: 'node/awaiting-when-blocked',
    level: 'L1-reference',
    description: 'references through the same bounded queues; awaited only where one is full or empty',
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
    name: 'node/web-streams',
    level: 'L1-reference',
    description: 'references through ReadableStream, TransformStreams and WritableStream',
    tuning: 'tuned',
    options:
      'CountQueuingStrategy: source 0, worker its share of buffer and 1 at least, its readable side 0, sink 1 + buffer',
    needs: needs(nodeBase, object, 'references'),
    witness: null,
    mostInFlight: oneReadFromEach,
  },
  {
    name: 'node/event-emitter',
    level: 'L1-reference',
    description: 'references from EventEmitter to EventEmitter; a full one pauses what comes before it',
    tuning: 'default',
    needs: needs(nodeBase, object, 'references'),
    witness: null,
    mostInFlight: withoutTheSources,
  },
  {
    name: 'node/deep-copy',
    level: 'L2-copied',
    description:
      'a new object with a copy of the payload on each hop, within one thread, through the queues of awaiting-when-blocked',
    tuning: 'default',
    needs: needs(nodeBase, object, 'copies in one isolate'),
    witness: null,
    mostInFlight: oneEachAndBuffers,
  },
  {
    name: 'node/structured-clone',
    level: 'L2-copied',
    description:
      'a structured clone on each hop, within one thread, through the queues of awaiting-when-blocked',
    tuning: 'default',
    needs: needs(nodeBase, object, 'copies in one isolate'),
    witness: null,
    mostInFlight: oneEachAndBuffers,
  },
  {
    name: 'node/worker-channels',
    level: 'L2-copied',
    description: 'structured clones to and from worker threads, a MessagePort each; credits bound them',
    tuning: 'default',
    needs: needs(nodeBase, thread, 'copies'),
    witness: aThreadEach,
    mostInFlight: oneEachAndBuffers,
  },
  {
    name: 'node/worker-channels-batched',
    level: 'L2-copied',
    description: 'structured clones to and from worker threads, `batch` items a message; credits bound them',
    tuning: 'default',
    needs: needs(nodeBase, thread, 'copies', batchEachAndBuffers),
    witness: aThreadEach,
    mostInFlight: batchEachAndBuffers,
    batches: true,
  },
  {
    name: 'node/worker-transfer',
    level: 'L3-transferred',
    description:
      'ArrayBuffers transferred to worker threads and back, a MessagePort each; credits bound them',
    tuning: 'default',
    needs: needs(nodeBase, thread, 'references'),
    witness: aThreadEach,
    mostInFlight: oneEachAndBuffers,
  },
  {
    name: 'node/shared-ring',
    level: 'L4-shared',
    description:
      'places in a SharedArrayBuffer to worker threads and back, a queue each way; credits bound them',
    tuning: 'default',
    needs: needs(nodeBase, thread, 'references'),
    witness: aThreadEach,
    mostInFlight: oneEachAndBuffers,
  },
];
