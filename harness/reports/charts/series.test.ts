import { expect, test } from 'vitest';
import type { ChartDefinition, Scenario } from '../../model.ts';
import { exampleScenario } from '../example-run.ts';
import { madeRun } from './made-run.ts';
import { seriesChannels } from './series.ts';

interface Looks {
  readonly colour: string;
  readonly shape: string;
}

function scenarioOf(names: readonly string[], charts: readonly ChartDefinition[] = []): Scenario {
  const [template] = exampleScenario.variants;
  if (template === undefined) throw new Error('the example scenario has no variant');
  return { ...exampleScenario, variants: names.map((name) => ({ ...template, name })), charts };
}

/** How these variants look beside each other in one panel. */
function looksOf(
  scenario: Scenario,
  names: readonly string[],
  versions: readonly string[] = ['1.0.0'],
): Looks[] {
  const measured = scenario.variants.flatMap(({ name }) =>
    versions.map((version) => ({ variant: name, version, rounds: 1 })),
  );
  const rows = names.flatMap((variant) =>
    versions.map((version) => ({
      series: `${variant} ${version}`,
      runtime: variant.split('/')[0] ?? '',
      variant,
      runtime_version: version,
    })),
  );
  const { color, shape } = seriesChannels(rows, scenario, madeRun(measured, scenario));
  const rangeOf = (channel: unknown): readonly unknown[] =>
    (channel as { scale: { range: readonly unknown[] } }).scale.range;
  return rows.map((_, index) => ({
    colour: JSON.stringify(rangeOf(color)[index]),
    shape: JSON.stringify(rangeOf(shape)[index]),
  }));
}

function different(looks: readonly Looks[], key?: keyof Looks): number {
  return new Set(looks.map((own) => (key === undefined ? JSON.stringify(own) : own[key]))).size;
}

/** So many variants, whose runtimes come in this pattern. */
function named(pattern: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${pattern[index % pattern.length]}/row-${index}`);
}

const patterns = [
  ['go'],
  ['node'],
  ['go', 'node'],
  ['go', 'go', 'go', 'node'],
  ['os', 'node'],
  ['bun', 'go', 'deno'],
];

test.each(patterns.map((pattern) => [pattern.join(', '), pattern] as const))(
  'variants of %s are told apart: up to eight by their colours, and more by colour and shape',
  (_, pattern) => {
    for (let count = 1; count <= 24; count += 1) {
      const names = named(pattern, count);
      const looks = looksOf(scenarioOf(names), names);
      expect(different(looks)).toBe(count);
      expect(different(looks, 'colour')).toBe(Math.min(count, 8));
    }
  },
);

test('no two of 64 variants look the same, and of more no two that stand in one panel', () => {
  const names = named(['go', 'node'], 150);
  expect(different(looksOf(scenarioOf(names.slice(0, 64)), names.slice(0, 64)))).toBe(64);
  const some = names.filter((_, index) => index % 3 === 0);
  expect(different(looksOf(scenarioOf(names), some))).toBe(some.length);
});

test('a variant looks the same whatever stands beside it', () => {
  const names = named(['go', 'node', 'node'], 28);
  const scenario = scenarioOf(names);
  const all = looksOf(scenario, names);
  for (const [index, name] of names.entries()) {
    const others = names.filter((_, other) => (other * 7 + index) % 5 === 0 && other !== index);
    expect(looksOf(scenario, [...others, name]).at(-1)).toEqual(all[index]);
  }
});

test('the shapes of one runtime are not those of another', () => {
  const names = named(['go', 'node'], 30);
  const shapes = Map.groupBy(looksOf(scenarioOf(names), names), (_, index) => names[index]?.split('/')[0]);
  const [go, node] = ['go', 'node'].map((runtime) => new Set(shapes.get(runtime)?.map(({ shape }) => shape)));
  expect(go?.intersection(node ?? new Set()).size).toBe(0);
  expect(go?.size).toBe(4);
});

test('those that one declared picture shows differ in colour, whatever the others take', () => {
  const names = named(['node'], 20);
  const chosen = names.filter((_, index) => index % 3 === 1);
  const picture: ChartDefinition = {
    kind: 'lines',
    name: 'some',
    title: 'Some',
    metric: 'peak',
    over: 'tasks',
    variants: chosen,
  };
  expect(different(looksOf(scenarioOf(names, [picture]), chosen), 'colour')).toBe(chosen.length);
});

test('the first of Go is a blue circle, the first of Node.js a vermillion square', () => {
  expect(looksOf(scenarioOf(['node/a', 'go/a', 'go/b']), ['node/a', 'go/a'])).toEqual([
    { colour: '"#d55e00"', shape: '"square"' },
    { colour: '"#0072b2"', shape: '"circle"' },
  ]);
});

test('two versions of a runtime look different, the older one as it does alone', () => {
  const names = ['go/a', 'node/a', 'node/b'];
  const [alone] = looksOf(scenarioOf(names), names, ['9.1.0']);
  const both = looksOf(scenarioOf(names), names, ['10.0.0', '9.1.0']);
  expect(different(both)).toBe(6);
  expect(both[1]).toEqual(alone);
});
