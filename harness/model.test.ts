import { expect, test } from 'vitest';
import { defineScenario, type Scenario, type SwitchWitness } from './model.ts';
import { exampleScenario } from './reports/example-run.ts';

const { variants, suites, measurements, derived } = exampleScenario;
const timer = variants[0]!;
const entry = suites['quick']!.entries[0]!;
const create = measurements.memory[0]!;
const cold = derived.memory[0]!;
const early = measurements.latency[0]!;

const witness = (...probes: SwitchWitness['probes']): SwitchWitness => ({
  kind: 'context-switches',
  perMessage: { least: 0, most: 1 },
  regimes: ['1core'],
  probes,
});
const switches = { ...create, name: 'context_switches', wire: 'contextSwitches', perUnit: false };
const witnessed = (...probes: SwitchWitness['probes']) => [
  { ...timer, witness: witness(...probes) },
  ...variants.slice(1),
];
const quick = (changed: Partial<typeof entry>) => ({
  quick: { runs: 1, entries: [entry, { ...entry, ...changed }] },
});

test.each<[string, Partial<Scenario>]>([
  ['naps: variant go/timer is declared twice', { variants: [timer, timer] }],
  [
    'naps: variant timer is not named <runtime>/<variant>',
    { variants: [...variants, { ...timer, name: 'timer' }] },
  ],
  [
    'naps: variant go/other names the unknown level L9',
    { variants: [...variants, { ...timer, name: 'go/other', level: 'L9' }] },
  ],
  ['naps: sizeParameter wake is no count parameter', { sizeParameter: 'wake' }],
  ['naps: suite quick names the unknown variant go/nap', { suites: quick({ variants: ['go/nap'] }) }],
  ['naps: suite quick sets the unknown parameter naps', { suites: quick({ parameters: { naps: [1] } }) }],
  ['naps: suite quick takes latency samples, which it does not have', { probes: ['memory'] }],
  [
    'naps: metric create_per_task names the unknown variant go/nap',
    { measurements: { ...measurements, memory: [{ ...create, variants: ['go/timer', 'go/nap'] }] } },
  ],
  [
    'naps: metric early_wakes names the unknown variant go/nap',
    { measurements: { ...measurements, latency: [{ ...early, variants: ['go/nap'] }] } },
  ],
  [
    'naps: metric cold_per_task names the unknown variant go/nap',
    { derived: { ...derived, memory: [{ ...cold, variants: ['go/nap'] }] } },
  ],
  [
    'naps: variant go/timer has a context-switches witness, but memory samples measure no contextSwitches',
    { variants: witnessed('memory') },
  ],
  [
    'naps: variant go/timer has a context-switches witness, but latency samples measure no contextSwitches',
    {
      variants: witnessed('memory', 'latency'),
      measurements: { ...measurements, memory: [create, switches] },
    },
  ],
])('%s', (message, mistake) => {
  expect(() => defineScenario({ ...exampleScenario, ...mistake })).toThrow(new Error(message));
});

test.each<[string, Partial<Scenario>]>([
  ['a scenario without mistakes', {}],
  [
    'metrics of declared variants',
    {
      measurements: { ...measurements, memory: [{ ...create, variants: ['go/timer'] }] },
      derived: { ...derived, memory: [{ ...cold, variants: ['node/timer', 'node/thread'] }] },
    },
  ],
  [
    'a witness whose count is measured by the probes that take it',
    { variants: witnessed('memory'), measurements: { ...measurements, memory: [create, switches] } },
  ],
])('%s is given back as it is', (_, changed) => {
  const scenario = { ...exampleScenario, ...changed };
  expect(defineScenario(scenario)).toBe(scenario);
});
