import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import type { ParameterDefinition } from '../model.ts';
import { columnsDocument } from './columns-document.ts';
import { tables } from './columns.ts';
import { exampleRun, exampleScenario } from './example-run.ts';
import { reportFormats } from './index.ts';
import { parameterColumns } from './parameter-columns.ts';

/** The promise to those who read the files by name. A change here is a change for all of them: it needs a major version. */
const promised = {
  'samples.csv':
    'scenario variant runtime runtime_version regime metric unit <parameters> level probe round order attempt status reason value started_at run',
  'summary.csv':
    'scenario variant runtime runtime_version regime metric unit <parameters> level probe direction n median ci_low ci_high mean minimum p10 p25 p75 p90 maximum n_ok n_failed n_oom n_timeout n_hung n_not_attained n_skipped run not_comparable',
  'latency.csv':
    'scenario variant runtime runtime_version regime metric unit <parameters> level round order attempt percentile value count_at_or_below run',
  'memory.csv':
    'scenario variant runtime runtime_version regime <parameters> level round order attempt phase resident_bytes proportional_bytes peak_bytes threads processes held_ns source run',
  'crossovers.csv':
    'scenario variant runtime runtime_version regime crossover <parameters> level metric against against_version over swept n status estimate from to up_to unit not_comparable run',
};

test('the columns are the promised ones', () => {
  const names = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name);
  expect(
    Object.fromEntries(
      tables.map(({ file, leading, trailing }) => [
        file,
        [...names(leading), '<parameters>', ...names(trailing)].join(' '),
      ]),
    ),
  ).toEqual(promised);
});

test('docs/columns.md documents them (vitest -u writes it)', async () => {
  await expect(columnsDocument(scenarios.map(({ scenario }) => scenario))).toMatchFileSnapshot(
    '../../docs/columns.md',
  );
});

test.each(Object.keys(promised))('datapackage.json describes %s as it is written', (file) => {
  const textOf = (name: string): string =>
    [...(reportFormats.find((format) => format.file === name)?.write(exampleRun) ?? [])].join('');
  const { resources } = JSON.parse(textOf('datapackage.json')) as {
    resources: { path: string; schema: { fields: { name: string }[] } }[];
  };
  const fields = resources.find(({ path }) => path === file)?.schema.fields.map(({ name }) => name);
  const [header] = textOf(file).split('\r\n', 1);
  expect(header).toBe(fields?.join(','));
});

test('parameters of all scenarios, each name once, in declaration order', () => {
  const other = {
    ...exampleScenario,
    name: 'other',
    parameters: {
      depth: { kind: 'count', description: 'how deep', minimum: 1, maximum: 9, default: 1 },
      tasks: { kind: 'count', description: 'tasks in all', minimum: 5, maximum: 2_000_000, default: 5 },
      wake: { kind: 'choice', description: 'how they wake', values: ['never'], default: 'never' },
    },
  } as const;
  expect(parameterColumns([exampleScenario, other])).toMatchObject([
    { name: 'tasks', type: 'integer', minimum: 0, maximum: 2_000_000 },
    {
      name: 'wake',
      type: 'string',
      values: ['together', '-apart', 'never'],
      description: 'Parameter: how they wake',
    },
    { name: 'depth', type: 'integer' },
  ]);
});

test('a count of which few values can be had lists them, unless a scenario takes others', () => {
  const state = { kind: 'count', description: 'bytes', minimum: 0, maximum: 1_024, default: 0 } as const;
  const having = (parameter: ParameterDefinition) => ({
    ...exampleScenario,
    parameters: { state: parameter },
  });
  const few = having({ ...state, oneOf: [0, 256, 1_024] });
  expect(parameterColumns([few])[0]?.values).toEqual([0, 256, 1_024]);
  expect(parameterColumns([few, having(state)])[0]?.values).toBeUndefined();
});

test('a parameter may not be called like a column', () => {
  const { tasks } = exampleScenario.parameters;
  if (tasks === undefined) throw new Error('expected the parameter tasks');
  expect(() => parameterColumns([{ ...exampleScenario, parameters: { value: tasks } }])).toThrow(
    'naps: parameter value would hide the CSV column of that name; call it otherwise',
  );
});
