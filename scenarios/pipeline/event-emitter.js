/** Stages that are EventEmitters: `emitter-stages.js`. */
import { measureUnit } from '../workload/cpu-unit.js';
import { connectEmitters, mostInEmitters } from './emitter-stages.js';
import { runPipeline } from './run-pipeline.js';

await runPipeline(
  'node/event-emitter',
  async (settings, flow) => ({
    ...connectEmitters(settings, flow, (item, done) => {
      flow.receive(item);
      done();
    }),
    measureUnits: async () => [measureUnit()],
  }),
  { bound: mostInEmitters },
);
