/** Stages of web streams: `web-stream-stages.js`. */
import { measureUnit } from '../workload/cpu-unit.js';
import { runPipeline } from './run-pipeline.js';
import { connectWebStreams, mostInWebStreams } from './web-stream-stages.js';

await runPipeline(
  'node/web-streams',
  async (settings, flow) => ({
    ...connectWebStreams(settings, flow, (item) => flow.receive(item)),
    measureUnits: async () => [measureUnit()],
  }),
  { bound: mostInWebStreams },
);
