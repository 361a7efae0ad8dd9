/** The example run with charts, and with texts in every place that a page must not take for markup. */
import type { Parameters, Scenario } from '../../model.ts';
import { madeRun } from '../charts/made-run.ts';
import { exampleRun, exampleScenario } from '../example-run.ts';
import type { Run } from '../report.ts';

export const hostileText =
  '</script><!--"\'><img src=x onerror="document.title=1">\u2028<svg onload=document.title=1>{{7*7}}${1}';

export const chartedScenario: Scenario = {
  ...exampleScenario,
  charts: [
    { kind: 'dots', name: 'peak', title: 'Peak of a nap', metric: 'peak' },
    {
      kind: 'lines',
      name: 'peak-over-tasks',
      title: 'Peak by how many nap',
      metric: 'peak',
      over: 'tasks',
      note: '=1+1 is no formula',
    },
  ],
};

export const chartedRun: Run = { ...exampleRun, scenarios: [chartedScenario] };

/** Every text that comes from outside: from a scenario, a machine, a program. */
export const hostileRun: Run = {
  plan: { ...exampleRun.plan, runId: hostileText },
  environment: {
    ...exampleRun.environment,
    cpu: { ...exampleRun.environment.cpu, model: hostileText },
    warnings: [hostileText],
  },
  samples: [...exampleRun.samples].map((sample) =>
    sample.status === 'ok'
      ? { ...sample, limits: { [hostileText]: hostileText } }
      : { ...sample, reason: hostileText, ...('stderrTail' in sample && { stderrTail: hostileText }) },
  ),
  scenarios: [
    {
      ...chartedScenario,
      question: hostileText,
      levels: { 'L1-timer': hostileText, 'L4-thread': hostileText },
      charts: (chartedScenario.charts ?? []).map((chart) => ({
        ...chart,
        title: hostileText,
        note: hostileText,
      })),
      variants: chartedScenario.variants.map((variant) => ({ ...variant, description: hostileText })),
      caveats: { peak: hostileText },
    },
  ],
};

/** The example run with sizes that lie far apart, and none of them 0: their axis is logarithmic. Names have their slopes beside them. */
export const sweptRun: Run = {
  ...exampleRun,
  scenarios: [
    {
      ...exampleScenario,
      charts: [
        ...(exampleScenario.charts ?? []),
        {
          kind: 'lines',
          name: 'memory-over-tasks',
          title: 'Memory of a nap, by how many nap',
          metric: 'bytes_per_task',
          over: 'tasks',
          slope: true,
        },
      ],
    },
  ],
  plan: { ...exampleRun.plan, cases: exampleRun.plan.cases.map(withoutZero) },
  samples: [...exampleRun.samples].map(withoutZero),
};

function withoutZero<Sized extends { readonly parameters: Parameters }>(own: Sized): Sized {
  return own.parameters['tasks'] === 0 ? { ...own, parameters: { ...own.parameters, tasks: 10 } } : own;
}

/** Two panels whose figures lie far apart, one with a long title, and more sizes than a small screen has room for. */
export const crowdedRun: Run = madeRun(
  ['go/timer', 'node/timer', 'go/thread', 'node/thread'].flatMap((variant) =>
    Array.from({ length: 18 }, (_, power) => ({
      variant,
      level: variant.endsWith('timer') ? 'L1-timer' : 'L4-thread',
      parameters: { tasks: 2 ** power },
      rounds: 6,
      elapsedNs: (round: number) => (variant.endsWith('timer') ? 1e6 : 1e9) * 2 ** power + round,
    })),
  ),
  {
    ...exampleScenario,
    levels: { 'L1-timer': 'a bare timer', 'L4-thread': 'i '.repeat(200) },
    charts: [
      { kind: 'dots', name: 'time', title: 'Time of all naps', metric: 'elapsed' },
      { kind: 'lines', name: 'time-over-tasks', title: 'Time by naps', metric: 'elapsed', over: 'tasks' },
    ],
  },
);
