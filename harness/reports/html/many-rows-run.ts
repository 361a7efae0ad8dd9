import { exampleRun } from '../example-run.ts';
import type { Run } from '../report.ts';
import { chartedRun, chartedScenario } from './charted-run.ts';

/** A run of as many cases, an even number: of two variants at sizes from 1 on, six rounds each. */
export function manyRowsRun(count: number): Run {
  const models = ['go/timer', 'node/timer'].flatMap((name) => {
    const model = exampleRun.plan.cases.find(({ variant }) => variant === name);
    const sample = [...exampleRun.samples].find(({ variant, status }) => variant === name && status === 'ok');
    return model === undefined || sample === undefined ? [] : [{ model, sample }];
  });
  const taken = Array.from({ length: count / models.length }, (_, place) =>
    models.map(({ model, sample }) => {
      const parameters = { ...model.parameters, tasks: place + 1 };
      const id = `${model.id} ${place + 1}`;
      return { own: { ...model, id, parameters }, sample: { ...sample, case: id, parameters } };
    }),
  ).flat();
  const entries = Array.from({ length: 6 }, (_, round) => taken.map((one) => ({ ...one, round }))).flat();
  return {
    ...chartedRun,
    // Over 2,500 sizes a line would be a chart of 5,000 marks.
    scenarios: [{ ...chartedScenario, charts: (chartedScenario.charts ?? []).slice(0, 1) }],
    plan: {
      ...chartedRun.plan,
      cases: taken.map(({ own }) => own),
      entries: entries.map(({ own, round }, order) => ({
        order,
        round,
        block: 'naps L1-timer all',
        case: own.id,
        probe: 'memory',
        seed: order,
        padding: 0,
      })),
    },
    samples: entries.map(({ sample, round }, order) => ({ ...sample, order, attempt: 1, round })),
  };
}
