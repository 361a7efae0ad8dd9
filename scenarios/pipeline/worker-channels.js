/** Threads with a port each, a structured clone on each hop: `thread-stages.js`, `channel-worker.js`. */
import { passingCopies } from './passing-copies.js';
import { runPipeline } from './run-pipeline.js';
import { connectThreads } from './thread-stages.js';

await runPipeline('node/worker-channels', (settings, flow) => connectThreads(settings, flow, passingCopies));
