/** `interleave chart`, by the command line, on small stored examples. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { metricsOf } from '../metrics.ts';
import { defineScenario, probes, type ChartDefinition, type Scenario } from '../model.ts';
import { exampleCheck, exampleCheckScenario } from '../reports/example-check.ts';
import { madeRun } from '../reports/charts/made-run.ts';
import { exampleRun, exampleScenario, hostileReason } from '../reports/example-run.ts';
import { createCheck } from '../store/check-folder.ts';
import { createRun } from '../store/run-folder.ts';
import { commandLine } from './command-line.ts';

const declared: readonly ChartDefinition[] = [
  { kind: 'dots', name: 'memory', title: 'Memory of a nap', metric: 'bytes_per_task' },
  { kind: 'lines', name: 'creation', title: 'Creating a nap', metric: 'create_per_task', over: 'tasks' },
];
const scenario: Scenario = defineScenario({ ...exampleScenario, charts: declared });

let workingFolder: string;
beforeAll(async () => {
  workingFolder = await mkdtemp(path.join(os.tmpdir(), 'interleave-chart-'));
  const run = await createRun(path.join(workingFolder, 'run'), exampleRun.plan, exampleRun.environment);
  for (const sample of exampleRun.samples) await run.append(sample);
  await run.close();
  const empty = await createRun(path.join(workingFolder, 'empty'), exampleRun.plan, exampleRun.environment);
  await empty.close();
  const check = await createCheck(
    path.join(workingFolder, 'check'),
    exampleCheck.plan,
    exampleCheck.environment,
  );
  for (const line of exampleCheck.lines) await check.append(line);
  await check.close();
});
afterEach(async () => {
  for (const folder of ['run/charts', 'check/charts', 'pictures'])
    await rm(path.join(workingFolder, folder), { recursive: true, force: true });
});
afterAll(async () => rm(workingFolder, { recursive: true, force: true }));

async function chart(args: readonly string[], own: Scenario = scenario) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await commandLine(['chart', ...args], {
    sources: [{ scenario: own, directory: new URL('file:///') }],
    stdout,
    stderr,
    variables: {},
    workingFolder,
    interrupt: new AbortController().signal,
    now: () => new Date('2026-11-21T10:00:00Z'),
    randomSeed: () => 1,
  });
  // Lines are written one by one, and one read gives one of them.
  const said = (stream: PassThrough): string => {
    const lines: string[] = [];
    for (let line: unknown = stream.read(); line !== null; line = stream.read()) lines.push(String(line));
    return lines.join('');
  };
  return { exitCode, printed: said(stdout), told: said(stderr) };
}

/** What a written specification shows. */
async function specificationIn(file: string) {
  return JSON.parse(await readFile(path.join(workingFolder, file), 'utf8')) as {
    title: { text: string[]; subtitle: string[] };
    data: { values: Record<string, unknown>[] };
    config: { background: string };
  };
}

describe('without options', () => {
  test('every chart that the run’s scenarios declare, in the run’s folder', async () => {
    const { exitCode, printed, told } = await chart(['run']);
    expect([exitCode, told]).toEqual([0, '']);
    const files = ['naps-memory', 'naps-creation'].flatMap((name) =>
      ['.svg', '.png', '-dark.svg', '-dark.png', '.vl.json'].map((ending) => `${name}${ending}`),
    );
    const folder = path.join(workingFolder, 'run', 'charts');
    expect(printed).toBe(files.map((file) => `${path.join(folder, file)}\n`).join(''));
    expect((await readdir(folder)).toSorted()).toEqual(files.toSorted());
  });

  test('of a check: what it found, and pair by pair', async () => {
    const { exitCode } = await chart(['check', '--format', 'svg', '--theme', 'dark'], exampleCheckScenario);
    expect(exitCode).toBe(0);
    expect(await readdir(path.join(workingFolder, 'check', 'charts'))).toEqual([
      'forest-dark.svg',
      'pairs-dark.svg',
    ]);
  });

  test('a run that holds nothing to draw: exit code 3 and no file', async () => {
    const { exitCode, printed, told } = await chart(['empty']);
    expect({ exitCode, printed, told }).toEqual({
      exitCode: 3,
      printed: '',
      told: 'nothing to draw: empty holds too little for any of its charts\n',
    });
    expect(await readdir(path.join(workingFolder, 'empty'))).not.toContain('charts');
  });
});

describe('one of one’s own', () => {
  test('any metric over any parameter that counts', async () => {
    const { printed, told } = await chart([
      'run',
      '--y',
      'parked_resident',
      '--x',
      'tasks',
      '--out',
      'pictures',
    ]);
    expect(told).toBe('');
    expect(printed.split('\n')[0]).toBe(
      path.join(workingFolder, 'pictures', 'naps-parked-resident-over-tasks.svg'),
    );
    const { title, data } = await specificationIn('pictures/naps-parked-resident-over-tasks.vl.json');
    expect(title.text).toEqual(['parked_resident over tasks']);
    expect(title.subtitle.join('\n')).toMatch(/wake together[^]*n 5–6: [^]*Example <CPU>[^]* · 2026-11-20/);
    expect(data.values.map((row) => [row['variant'], row['tasks']])).toEqual([
      ['go/timer', 0],
      ['node/timer', 0],
      ['go/timer', 1000],
      ['node/timer', 1000],
      ['go/timer', 10000],
      ['node/timer', 10000],
    ]);
  });

  test('a mark for each variant, and what has no place in the picture on stderr', async () => {
    const { told } = await chart(['run', '--y', 'peak', '--out', 'pictures']);
    expect(told).toBe(
      'left out: naps go/timer go@1.27.4 all tasks=0 wake=together; naps node/timer node@26.10.0 all tasks=0 wake=together; naps go/timer go@1.27.4 all tasks=1000 wake=together; and 1 more: the cases of a panel share all but what it shows; --where, --cores, --variant and --facet choose\n',
    );
    const { data } = await specificationIn('pictures/naps-peak.vl.json');
    expect(data.values.map((row) => row['tasks'])).toEqual([10_000, 10_000]);
  });

  test.each<[string, string[], string[]]>([
    [
      'a parameter, in the order of its values',
      ['--facet', 'tasks'],
      [
        'L1-timer: a bare timer (tasks 0)',
        'L1-timer: a bare timer (tasks 1,000)',
        'L1-timer: a bare timer (tasks 10,000)',
      ],
    ],
    [
      'the runtime',
      ['--facet', 'runtime', '--where', 'tasks=1k'],
      ['L1-timer: a bare timer (go)', 'L1-timer: a bare timer (node)'],
    ],
    [
      'the level, which every picture has',
      ['--facet', 'level', '--where', 'tasks=1000'],
      ['L1-timer: a bare timer'],
    ],
    [
      'the regime',
      ['--facet', 'regime', '--where', 'tasks=1000', '--cores', 'all'],
      ['L1-timer: a bare timer'],
    ],
  ])('a panel for each value of %s', async (_, args, panels) => {
    const { told } = await chart(['run', '--y', 'peak', '--name', 'own', '--out', 'pictures', ...args]);
    expect(told).toBe('');
    const { data } = await specificationIn('pictures/own.vl.json');
    expect([...new Set(data.values.map((row) => row['panel']))]).toEqual(panels);
  });

  test('a panel of single points for a value of the facet that was measured at one value of x only', async () => {
    const { plan, environment, samples } = madeRun(
      [1_000, 2_000].flatMap((tasks) =>
        ['go/timer', 'node/timer'].flatMap((variant) =>
          (tasks === 1_000 ? ['together', 'apart'] : ['together']).map((wake) => ({
            variant,
            rounds: 6,
            parameters: { tasks, wake },
          })),
        ),
      ),
      exampleScenario,
    );
    const run = await createRun(path.join(workingFolder, 'uneven'), plan, environment);
    for (const sample of samples) await run.append(sample);
    await run.close();
    const { told } = await chart(
      'uneven --y elapsed --x tasks --facet wake --name own --out pictures'.split(' '),
    );
    expect(told).toBe('');
    const { title, data } = await specificationIn('pictures/own.vl.json');
    expect(Object.entries(Object.groupBy(data.values, (row) => String(row['panel'])))).toEqual([
      ['L1-timer: a bare timer (wake apart)', [expect.anything(), expect.anything()]],
      [
        'L1-timer: a bare timer (wake together)',
        Array.from({ length: 4 }, () => expect.anything() as unknown),
      ],
    ]);
    expect(title.subtitle).toContain('A point that stands alone has a bar for its interval');
  });

  test('a level that was measured at one value of x only is named', async () => {
    const thread = { variant: 'node/thread', level: 'L4-thread' };
    const { plan, environment, samples } = madeRun(
      [{ tasks: 1_000 }, { tasks: 2_000 }]
        .map((parameters) => ({
          variant: 'go/timer',
          rounds: 1,
          parameters,
        }))
        .concat([{ ...thread, rounds: 1, parameters: { tasks: 1_000 } }]),
      exampleScenario,
    );
    const run = await createRun(path.join(workingFolder, 'levels'), plan, environment);
    for (const sample of samples) await run.append(sample);
    await run.close();
    const { told } = await chart(['levels', '--y', 'elapsed', '--x', 'tasks', '--out', 'pictures']);
    expect(told).toMatch(/^no panel: level L4-thread \(one value of tasks only\)\nleft out: /);
  });

  test('a title of one’s own, shown as text', async () => {
    const title = ' </text><script>what a nap costs, in [bytes] ';
    await chart(['run', '--y', 'peak', '--out', 'pictures', '--title', title]);
    expect((await specificationIn('pictures/naps-peak.vl.json')).title.text).toEqual([title.trim()]);
    const svg = await readFile(path.join(workingFolder, 'pictures', 'naps-peak.svg'), 'utf8');
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;what a nap costs, in [bytes]');
    expect(svg).not.toContain('<script');
  });

  test('what a metric is stands under the title without marks of code', async () => {
    await chart(['run', '--y', 'bytes_per_task', '--out', 'pictures']);
    const { title } = await specificationIn('pictures/naps-bytes-per-task.vl.json');
    expect(title.subtitle[0]).toMatch(/^Resident memory at parked less that at baseline, divided/);
  });

  test('chosen by parameter, variant and CPU budget', async () => {
    await chart([
      'run',
      '--y',
      'peak',
      '--x',
      'tasks',
      '--variant',
      'go',
      '--cores',
      'all',
      '--out',
      'pictures',
    ]);
    const { data } = await specificationIn('pictures/naps-peak-over-tasks.vl.json');
    expect(new Set(data.values.map((row) => row['variant']))).toEqual(new Set(['go/timer']));
  });

  test.each<[string | null, string[]]>([
    ['none', ['linear', 'linear']],
    ['x', ['symlog', 'linear']],
    ['y', ['linear', 'log']],
    ['x,y', ['symlog', 'log']],
    ['y,x', ['symlog', 'log']],
  ])('axes as they are wanted: --log %s', async (log, [xType, yType]) => {
    await chart([
      'run',
      '--y',
      'peak',
      '--x',
      'tasks',
      '--out',
      'pictures',
      '--format',
      'vl.json',
      ...(log === null ? [] : ['--log', log]),
    ]);
    const text = await readFile(path.join(workingFolder, 'pictures', 'naps-peak-over-tasks.vl.json'), 'utf8');
    const { layer } = JSON.parse(text) as {
      layer: { mark: { type: string }; encoding: Record<'x' | 'y', { scale: { type: string } }> }[];
    };
    const line = layer.find(({ mark }) => mark.type === 'line');
    expect([line?.encoding.x.scale.type, line?.encoding.y.scale.type]).toEqual([xType, yType]);
  });

  test('format, theme and name are as they are wanted', async () => {
    await chart([
      'run',
      '--y',
      'peak',
      '--out',
      'pictures',
      '--format',
      'png,vl.json',
      '--theme',
      'dark',
      '--name',
      'peak.of-mine',
    ]);
    expect(await readdir(path.join(workingFolder, 'pictures'))).toEqual([
      'peak.of-mine-dark.png',
      'peak.of-mine.vl.json',
    ]);
    expect((await specificationIn('pictures/peak.of-mine.vl.json')).config.background).toBe('#0d1117');
  });

  test('blanks behind commas do not matter', async () => {
    await chart([
      'run',
      '--y',
      'peak',
      '--x',
      'tasks',
      '--out',
      'pictures',
      '--format',
      'svg, vl.json',
      '--log',
      'x, y',
      '--name',
      'own',
    ]);
    expect(await readdir(path.join(workingFolder, 'pictures'))).toEqual([
      'own-dark.svg',
      'own.svg',
      'own.vl.json',
    ]);
  });

  test('for programs: the files, and every case that was left out', async () => {
    const { printed } = await chart(['run', '--y', 'peak', '--out', 'pictures', '--format', 'svg', '--json']);
    expect(JSON.parse(printed)).toEqual({
      folder: path.join(workingFolder, 'pictures'),
      charts: [
        {
          name: 'naps-peak',
          title: 'peak',
          files: ['naps-peak.svg', 'naps-peak-dark.svg'].map((file) =>
            path.join(workingFolder, 'pictures', file),
          ),
        },
      ],
      leftOut: expect.arrayContaining(['naps go/timer go@1.27.4 all tasks=0 wake=together']) as string[],
    });
  });
});

test('the description of every metric says what it is without the one before it', () => {
  const described = scenarios.flatMap(({ scenario: own }) =>
    probes.flatMap((probe) =>
      metricsOf(own, probe).map(({ name, description }) => `${name}: ${description}`),
    ),
  );
  expect(described.length).toBeGreaterThan(50);
  expect(
    described.filter((text) => /: (that|this|the same|the part|its?|they)\b|\bthese\b/i.test(text)),
  ).toEqual([]);
});

test('names that are none of ours stay text', async () => {
  const hostile = `</svg><script>x</script>${hostileReason}\u001b\u2028\u202e`;
  const own = defineScenario({
    ...scenario,
    levels: { ...scenario.levels, 'L1-timer': hostile },
    charts: [{ kind: 'dots', name: 'hostile', title: hostile, note: hostile, metric: 'peak' }],
  });
  const { exitCode } = await chart(['run', '--out', 'pictures'], own);
  expect(exitCode).toBe(0);
  const svg = await readFile(path.join(workingFolder, 'pictures', 'naps-hostile.svg'), 'utf8');
  for (const harmful of ['<script', '\u001b', '\u0007', '\u202e']) expect(svg).not.toContain(harmful);
  const text = await readFile(path.join(workingFolder, 'pictures', 'naps-hostile.vl.json'), 'utf8');
  for (const harmful of ['\u2028', '\u202e']) expect(text).not.toContain(harmful);
  expect(svg).toContain('&lt;script&gt;');
});

describe('of more variants than a picture can show', () => {
  const names = Array.from({ length: 20 }, (_, index) => `${index % 2 === 0 ? 'go' : 'node'}/row-${index}`);
  const [template] = exampleScenario.variants;
  if (template === undefined) throw new Error('the example scenario has no variant');
  const many: Scenario = {
    ...exampleScenario,
    variants: names.map((name) => ({ ...template, name })),
    charts: [],
  };
  beforeAll(async () => {
    const cells = names.flatMap((variant) =>
      [1_000, 2_000].map((tasks) => ({
        variant,
        rounds: 1,
        parameters: { tasks },
        held: { baseline: [1e6, 1e6], parked: [2e6, 2e6] } as const,
      })),
    );
    const { plan, environment, samples } = madeRun(cells, many);
    const run = await createRun(path.join(workingFolder, 'many'), plan, environment);
    for (const sample of samples) await run.append(sample);
    await run.close();
  });
  async function followed(advice: string): Promise<{ told: string; shown: string[] }> {
    const args = advice.replace(/^.*interleave chart RUN /, '').split(' ');
    const { told } = await chart(['many', '--out', 'pictures', ...args], many);
    const name = args[args.indexOf('--name') + 1] ?? '';
    const { data } = await specificationIn(`pictures/${name}.vl.json`);
    return { told, shown: [...new Set(data.values.map((row) => String(row['variant'])))] };
  }
  const wanted = ['many', '--y', 'parked_resident', '--x', 'tasks', '--out', 'pictures', '--name', 'own'];

  test('it shows twelve and says so; stderr says how all are drawn, which that does', async () => {
    const { told } = await chart(wanted, many);
    const text = '12 of 20 variants, since more lines would hide each other';
    const [first, command = '', ...more] = told.trimEnd().split('\n');
    expect([first, command, more]).toEqual([
      `own: ${text}; the others:`,
      '  interleave chart RUN --scenario naps --y parked_resident --x tasks --variant go --variant node --facet runtime --name naps-parked-resident-over-tasks-2',
      [],
    ]);
    const { title, data } = await specificationIn('pictures/own.vl.json');
    expect(title.subtitle).toContain(text);
    expect(title.subtitle.join(' ')).not.toContain('--');
    expect(new Set(data.values.map((row) => row['variant']))).toEqual(new Set(names.slice(0, 12)));
    const { told: then, shown } = await followed(command);
    expect([then, new Set(shown)]).toEqual(['', new Set(names)]);
  });

  test('where a runtime has too many for one panel, the others are drawn by their names', async () => {
    const { told } = await chart([...wanted, '--facet', 'level', '--log', 'x'], many);
    const commandsOf = (text: string): string[] => text.trimEnd().split('\n').slice(1);
    expect(commandsOf(told)).toHaveLength(1);
    const own = await chart([...wanted, '--facet', 'wake'], many);
    const commands = commandsOf(own.told);
    expect(commands).toEqual([
      `  interleave chart RUN --scenario naps --y parked_resident --x tasks ${names
        .slice(12)
        .map((name) => `--variant ${name}`)
        .join(' ')} --facet wake --name naps-parked-resident-over-tasks-by-wake-2`,
    ]);
    const { told: then, shown } = await followed(commands[0] ?? '');
    expect([then, new Set(shown)]).toEqual(['', new Set(names.slice(12))]);
  });

  test('variants that were named are all drawn, with advice that has room for them', async () => {
    const crowded = await chart([...wanted, '--variant', 'go', '--variant', 'node'], many);
    expect(crowded.told).toBe(
      'own: 20 lines in one panel hide each other: --variant with 12 or fewer, or --facet runtime, which gives each runtime a panel; without --x each variant has a row\n',
    );
    const { data } = await specificationIn('pictures/own.vl.json');
    expect(new Set(data.values.map((row) => row['variant'])).size).toBe(20);
  });

  test('a parameter that all cases share cannot be drawn over: those that differ are named', async () => {
    await expect(
      chart(['many', '--y', 'parked_resident', '--x', 'batch', '--out', 'pictures'], {
        ...many,
        parameters: { ...many.parameters, batch: { ...many.parameters['tasks'] } as never },
      }),
    ).rejects.toMatchObject({
      kind: 'usage',
      message:
        '--x batch: expected a parameter with two measured values or more, received one that is none in all cases; of parked_resident there are several values of tasks here; without --x there is a mark for each variant',
    });
  });

  test('cases that differ in more than what is drawn over: what else differs is named', async () => {
    const tied = [
      { variant: 'go/timer', rounds: 1, parameters: { tasks: 1_000, wake: 'together' } },
      { variant: 'go/timer', rounds: 1, parameters: { tasks: 2_000, wake: 'apart' } },
    ];
    const { plan, environment, samples } = madeRun(tied, exampleScenario);
    const run = await createRun(path.join(workingFolder, 'tied'), plan, environment);
    for (const sample of samples) await run.append(sample);
    await run.close();
    await expect(
      chart(['tied', '--y', 'elapsed', '--x', 'tasks', '--out', 'pictures']),
    ).rejects.toMatchObject({
      kind: 'usage',
      message:
        '--x tasks: expected cases that differ in tasks alone, received cases with tasks 1000, 2000 that differ in wake too; without --x there is a mark for each variant',
    });
  });

  test('a row for each where each has a row', async () => {
    const { told } = await chart(
      ['many', '--y', 'parked_resident', '--where', 'tasks=1k', '--out', 'pictures', '--name', 'own'],
      many,
    );
    expect(told).toBe('');
    expect((await specificationIn('pictures/own.vl.json')).data.values).toHaveLength(20);
  });
});

describe('refused, and nothing written', () => {
  test.each<[string, string[], RegExp]>([
    [
      'an unknown scenario',
      ['run', '--scenario', 'nap'],
      /^--scenario: expected one that the run measured \(naps\), received nap \(did you mean naps\?\)$/,
    ],
    [
      'an unknown metric',
      ['run', '--y', 'peek'],
      /^--y: expected a metric of naps that the run measured \(.*peak.*\), received peek \(did you mean peak\?\)$/,
    ],
    [
      'a metric without a figure',
      ['empty', '--y', 'peak'],
      /^--y: expected a metric of naps that the run measured \(none\), received peak, of which the run has no figure$/,
    ],
    [
      'an unknown parameter',
      ['run', '--y', 'peak', '--x', 'task'],
      /^--x: expected a parameter of naps that counts \(tasks\), received task \(did you mean tasks\?\)$/,
    ],
    [
      'a parameter that is no number',
      ['run', '--y', 'peak', '--x', 'wake'],
      /^--x: .*received wake, which is no number: --facet wake gives each of its values a panel$/,
    ],
    [
      'an unknown facet',
      ['run', '--y', 'peak', '--facet', 'levl'],
      /^--facet: expected one of level, regime, runtime, tasks, wake \(naps\), received levl \(did you mean level\?\)$/,
    ],
    [
      'one parameter twice',
      ['run', '--y', 'peak', '--x', 'tasks', '--facet', 'tasks'],
      /^--facet: expected another parameter than --x, received tasks for both$/,
    ],
    [
      'an unknown name in --where',
      ['run', '--y', 'peak', '--where', 'tsks=1'],
      /^--where: expected one of tasks, wake \(naps\), received tsks \(did you mean tasks\?\)$/,
    ],
    [
      'a value that was not measured',
      ['run', '--y', 'peak', '--where', 'tasks=5'],
      /^--where tasks: expected a value that the run measured \(0, 1000, 10000\), received 5$/,
    ],
    [
      '--where without a value',
      ['run', '--y', 'peak', '--where', 'tasks'],
      /^--where: expected name=value such as tasks=1k, received tasks$/,
    ],
    [
      'an unknown variant',
      ['run', '--y', 'peak', '--variant', 'go/timr'],
      /^--variant: expected a variant of naps \(.*\), received go\/timr \(did you mean go\/timer\?\)$/,
    ],
    [
      'a CPU budget without cases',
      ['run', '--y', 'peak', '--cores', '1'],
      /^--y peak: expected cases that --where, --variant and --cores leave, received none/,
    ],
    [
      'two CPU budgets',
      ['run', '--y', 'peak', '--cores', '1,all'],
      /^--cores: expected 1 or all, received 1,all; --facet regime gives each a panel$/,
    ],
    [
      'one value of what is swept',
      ['run', '--y', 'peak', '--x', 'tasks', '--where', 'tasks=1k'],
      /^--x tasks: expected a parameter with two measured values or more, received one that is 1000 in all cases that --where, --variant and --cores leave; of peak there are several values of no parameter here; without --x/,
    ],
    [
      'one case',
      ['run', '--y', 'peak', '--variant', 'go', '--where', 'tasks=1k'],
      /^--y peak: expected two cases or more to draw, received one$/,
    ],
    [
      '--x alone',
      ['run', '--x', 'tasks'],
      /^--x: expected --y beside it, the metric to draw; received none$/,
    ],
    ['a name for many', ['run', '--name', 'own'], /^--name: expected --y beside it/],
    [
      'a name with a path',
      ['run', '--y', 'peak', '--name', '../own'],
      /^--name: expected letters, .*, received \.\.\/own; --out names the folder$/,
    ],
    ['a title for many', ['run', '--title', 'own'], /^--title: expected --y beside it/],
    [
      'a title with control characters',
      ['run', '--y', 'peak', '--title', 'a\u001b[1m\u202eb'],
      /^--title: expected one line of at most 300 letters, received control characters \(a\ufffd\[1m\ufffdb\)$/,
    ],
    [
      'a title of blanks',
      ['run', '--y', 'peak', '--title', '  '],
      /^--title: expected one line .*, received blanks alone$/,
    ],
    [
      'a title that is too long',
      ['run', '--y', 'peak', '--title', 'a'.repeat(301)],
      /^--title: expected one line of at most 300 letters, received 301$/,
    ],
    [
      'an unknown format',
      ['run', '--format', 'svg,pgn'],
      /^--format: expected svg, png, vl\.json, or several with commas, received svg,pgn \(did you mean png\?\)$/,
    ],
    [
      'an unknown theme',
      ['run', '--theme', 'drak'],
      /^--theme: expected light, dark or both, received drak \(did you mean dark\?\)$/,
    ],
    ['unknown axes', ['run', '--y', 'peak', '--log', 'z'], /^--log: expected x, y, x,y or none, received z$/],
    [
      'a check’s metric',
      ['check', '--y', 'peak'],
      /^--y: expected the folder of a run, received that of a check \(check\): a check is drawn whole, without it$/,
    ],
    [
      'a check’s scenario',
      ['check', '--scenario', 'naps'],
      /^--scenario: expected the folder of a run, received that of a check/,
    ],
  ])('%s', async (_, args, message) => {
    await expect(chart(args)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message) as string,
    });
    expect(await readdir(path.join(workingFolder, 'run'))).not.toContain('charts');
  });

  test('a folder that is neither a run nor a check', async () => {
    await expect(chart(['.'])).rejects.toMatchObject({
      kind: 'foreignFile',
      message: expect.stringContaining('received neither a run nor a check') as string,
    });
    await expect(chart(['gone'])).rejects.toMatchObject({ kind: 'foreignFile' });
  });
});
