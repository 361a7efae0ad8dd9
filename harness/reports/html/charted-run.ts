/** The example run with charts, and with texts in every place that a page must not take for markup. */
import type { Parameters, Scenario } from '../../model.ts';
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

/** The example run with sizes that lie far apart, and none of them 0: their axis is logarithmic. */
export const sweptRun: Run = {
  ...exampleRun,
  plan: { ...exampleRun.plan, cases: exampleRun.plan.cases.map(withoutZero) },
  samples: [...exampleRun.samples].map(withoutZero),
};

function withoutZero<Sized extends { readonly parameters: Parameters }>(own: Sized): Sized {
  return own.parameters['tasks'] === 0 ? { ...own, parameters: { ...own.parameters, tasks: 10 } } : own;
}
