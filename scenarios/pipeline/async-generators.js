/** Stages as async generators: `generator-stages.js`. */
import { measureUnit } from '../workload/cpu-unit.js';
import { connectGenerators } from './generator-stages.js';
import { runPipeline } from './run-pipeline.js';

await runPipeline('node/async-generators', async (settings, flow) => ({
  ...connectGenerators(settings, flow, async (items) => {
    for await (const item of items) flow.receive(item);
  }),
  measureUnits: async () => [measureUnit()],
}));
