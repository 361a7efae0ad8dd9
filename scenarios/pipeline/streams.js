/** Stages of node:stream: `stream-stages.js`. */
import { measureUnit } from '../workload/cpu-unit.js';
import { runPipeline } from './run-pipeline.js';
import { connectStreams } from './stream-stages.js';

await runPipeline('node/streams', async (settings, flow) => ({
  ...connectStreams(settings, flow, (item, done) => {
    flow.receive(item);
    done();
  }),
  measureUnits: async () => [measureUnit()],
}));
