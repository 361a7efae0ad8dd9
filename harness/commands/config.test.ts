import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { Failure } from '../failure.ts';
import { defaultPolicy } from '../gate/policy.ts';
import { packageRoot } from '../package-root.ts';
import { exampleScenario } from '../reports/example-run.ts';
import { configFile, readConfig } from './config.ts';

const sources = [{ scenario: exampleScenario, directory: new URL('./', import.meta.url) }];
const nothingSaid = { policy: defaultPolicy, suite: null, budgetNs: null, targets: null, file: null };

let root: string;
let workingFolder: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'interleave-config-'));
  workingFolder = path.join(root, 'project', 'deep');
  await mkdir(workingFolder, { recursive: true });
});
afterEach(async () => rm(root, { recursive: true, force: true }));

async function write(text: string, folder = workingFolder): Promise<string> {
  const file = path.join(folder, configFile);
  await writeFile(file, text);
  return file;
}

const read = async (file: string | null = null) => readConfig({ workingFolder, sources }, file);

async function refusal(gate: unknown): Promise<string> {
  await write(JSON.stringify({ gate }));
  return messageOf(read());
}

async function messageOf(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  expect((error as Failure).kind).toBe('usage');
  return (error as Failure).message;
}

describe('where it is looked for', () => {
  test('nowhere: the default', async () => {
    expect(await read()).toEqual(nothingSaid);
  });

  test('in the folders above, up to the root of the repository', async () => {
    const above = await write('{"gate":{"q":0.02}}', path.join(root, 'project'));
    await mkdir(path.join(root, 'project', '.git'));
    expect(await read()).toMatchObject({ file: above, policy: { q: 0.02 } });
    const nearest = await write('{"gate":{"q":0.03}}');
    expect(await read()).toMatchObject({ file: nearest, policy: { q: 0.03 } });
  });

  test('not above the root of the repository', async () => {
    await write('{"gate":{"q":0.02}}', root);
    await mkdir(path.join(root, 'project', '.git'));
    expect(await read()).toEqual(nothingSaid);
  });

  test('a worktree’s root has a file .git', async () => {
    await write('{"gate":{"q":0.02}}', root);
    await writeFile(path.join(root, 'project', '.git'), 'gitdir: elsewhere\n');
    expect(await read()).toEqual(nothingSaid);
  });

  test('outside a repository in the working folder alone', async () => {
    await write('{"gate":{"q":0.02}}', path.join(root, 'project'));
    expect(await read()).toEqual(nothingSaid);
    const own = await write('{"gate":{"q":0.03}}');
    expect(await read()).toMatchObject({ file: own });
  });

  test('the file that is named, of any name; it must be there', async () => {
    await write('{"gate":{"q":0.02}}');
    const other = path.join(root, 'project', 'nightly.json');
    await writeFile(other, '{"gate":{"q":0.05}}');
    expect(await read('../nightly.json')).toMatchObject({ file: other, policy: { q: 0.05 } });
    expect(await messageOf(read('gone.json'))).toMatch(/^gone\.json cannot be read: ENOENT/);
    expect(await messageOf(read('.'))).toMatch(/cannot be read: EISDIR/);
  });

  test('its name in a message is that from the working folder', async () => {
    await mkdir(path.join(root, 'project', '.git'));
    await write('[]', path.join(root, 'project'));
    expect(await messageOf(read())).toBe(
      `${path.join('..', configFile)}: the file: expected an object, received []`,
    );
  });
});

describe('what it says', () => {
  test('every key', async () => {
    const file = await write(
      JSON.stringify({
        gate: {
          suite: 'quick',
          targets: ['naps/go'],
          budget: '1h30m',
          q: 0.05,
          strict: true,
          mostPairs: 20,
          metrics: { naps: ['elapsed', 'wake_lateness_p99'] },
          margins: { default: { alarm: 0.05, harm: 0.1 }, peak: { alarm: 0.01, harm: 0.02 } },
          noise: { foreignCpu: 0.3, steal: 0.2, throttled: 0.1, mostRepeats: 3 },
          accept: ['new', 'removed'],
          allowUnpaired: true,
        },
      }),
    );
    expect(await read()).toEqual({
      file,
      suite: 'quick',
      targets: ['naps/go'],
      budgetNs: 5400e9,
      policy: {
        q: 0.05,
        strict: true,
        mostPairs: 20,
        metrics: { naps: ['elapsed', 'wake_lateness_p99'] },
        margins: { default: { alarm: 0.05, harm: 0.1 }, peak: { alarm: 0.01, harm: 0.02 } },
        noise: { foreignCpu: 0.3, steal: 0.2, throttled: 0.1, mostRepeats: 3 },
        accept: ['new', 'removed'],
        allowUnpaired: true,
      },
    });
  });

  test.each(['{}', '{"gate":{}}', '\ufeff{"gate":{"metrics":{},"noise":{}}}'])(
    '%j says nothing',
    async (text) => {
      const file = await write(text);
      expect(await read()).toEqual({ ...nothingSaid, file });
    },
  );

  test('noise key by key', async () => {
    await write('{"gate":{"noise":{"steal":0.5}}}');
    expect((await read()).policy).toEqual({
      ...defaultPolicy,
      noise: { ...defaultPolicy.noise, steal: 0.5 },
    });
  });

  test('an empty list: nothing of the scenario is gated', async () => {
    await write('{"gate":{"metrics":{"naps":[]}}}');
    expect((await read()).policy.metrics).toEqual({ naps: [] });
  });
});

describe('what is refused, with its place', () => {
  test('text that is no JSON, with line and column', async () => {
    await write('{\n  "gate": {\n    "q": 0.01,\n  }\n}\n');
    expect(await messageOf(read())).toBe(`${configFile}:4:3: expected a name in double quotes, received }`);
  });

  test.each<[string, unknown, string]>([
    ['a key', { budgett: '10m' }, 'gate.budgett: expected one of suite, targets, budget,'],
    ['the nearest key', { budgett: '10m' }, 'received budgett (did you mean budget?)'],
    [
      'a key of noise',
      { noise: { stael: 1 } },
      'gate.noise.stael: expected one of foreignCpu, steal, throttled, mostRepeats, received stael (did you mean steal?)',
    ],
    [
      'a key of a margin',
      { margins: { peak: { alarm: 0.01, harm: 0.1, hram: 1 } } },
      'gate.margins.peak.hram: expected one of alarm, harm, received hram (did you mean harm?)',
    ],
    [
      'half a margin',
      { margins: { peak: { harm: 0.1 } } },
      'gate.margins.peak.alarm: expected a number, received nothing',
    ],
    ['a text for a number', { q: '1%' }, 'gate.q: expected a number, received "1%"'],
    ['too small', { q: 0 }, 'gate.q: expected more than 0, received 0'],
    ['too large', { q: 0.5 }, 'gate.q: expected at most 0.2, received 0.5'],
    ['a fraction of a pair', { mostPairs: 6.5 }, 'gate.mostPairs: expected a whole number, received 6.5'],
    ['too few pairs', { mostPairs: 5 }, 'gate.mostPairs: expected at least 6, received 5'],
    ['a number for a switch', { strict: 1 }, 'gate.strict: expected true or false, received 1'],
    ['null', { suite: null }, 'gate.suite: expected a text, received null'],
    ['a text for a list', { targets: 'naps' }, 'gate.targets: expected a list, received "naps"'],
    ['a list for an object', { metrics: [] }, 'gate.metrics: expected an object, received []'],
    ['what is accepted', { accept: ['gone'] }, 'gate.accept.0: expected "new" or "removed", received "gone"'],
    [
      'a suite',
      { suite: 'quik' },
      'gate.suite: expected one of quick, received "quik" (did you mean quick?)',
    ],
    [
      'a target',
      { targets: ['naps/go', 'nap'] },
      'gate.targets.1: expected a scenario (naps), received nap (did you mean naps?)',
    ],
    ['a budget', { budget: '10' }, 'gate.budget: expected a time from 10s to 24h'],
    ['a short budget', { budget: '9s' }, 'received 9s'],
    [
      'a scenario',
      { metrics: { nasp: ['peak'] } },
      'gate.metrics: expected scenarios (naps), received nasp (did you mean naps?)',
    ],
    ['a metric', { metrics: { naps: ['paek'] } }, 'received paek (did you mean peak?)'],
    ['the names of the metrics', { metrics: { naps: ['paek'] } }, 'cold_per_task'],
    ['a metric without a better direction', { metrics: { naps: ['early_wakes'] } }, 'received early_wakes'],
    [
      'a metric twice',
      { metrics: { naps: ['peak', 'peak'] } },
      'gate.metrics.naps: expected each metric once, received peak twice',
    ],
    [
      'a margin of no metric',
      { margins: { paek: { alarm: 0.1, harm: 0.1 } } },
      'gate.margins.paek: expected default or the name of a metric (docs/columns.md lists them), received paek (did you mean peak?)',
    ],
    [
      'alarm above harm',
      { margins: { peak: { alarm: 0.2, harm: 0.1 } } },
      'gate.margins.peak: expected alarm (0.2) to be at most harm (0.1)',
    ],
    [
      'a narrow tail',
      { margins: { wake_lateness_p99: { alarm: 0.1, harm: 0.1 } } },
      'gate.margins.wake_lateness_p99.harm: expected 2 or more',
    ],
  ])('%s', async (_, gate, message) => {
    const refused = await refusal(gate);
    expect(refused).toContain(`${configFile}: gate.`);
    expect(refused).toContain(message);
  });

  test('another section', async () => {
    await write('{"gaet":{}}');
    expect(await messageOf(read())).toBe(
      `${configFile}: gaet: expected one of gate, received gaet (did you mean gate?)`,
    );
  });

  test('all of it at once', async () => {
    expect((await refusal({ q: 'x', strict: 'y', nois: {} })).split('\n')).toHaveLength(3);
    expect((await refusal({ suite: 'x', targets: ['y', 'z'], budget: 'w' })).split('\n')).toHaveLength(4);
  });
});

test('the file of this repository says what the default is', async () => {
  const session = { workingFolder: packageRoot, sources: scenarios };
  const config = await readConfig(session, configFile);
  expect(config).toMatchObject({ policy: defaultPolicy, suite: 'gate', budgetNs: 600e9 });
});

test('the example of the document is valid, and has every key', async () => {
  const document = await readFile(path.join(packageRoot, 'docs', 'config.md'), 'utf8');
  const example = /```json\n(?<text>[\s\S]+?)```/.exec(document)?.groups?.['text'] ?? '';
  await write(example);
  const { policy } = await readConfig({ workingFolder, sources: scenarios }, null);
  const gate = Object.keys((JSON.parse(example) as { gate: object }).gate);
  expect(gate.toSorted()).toEqual(['suite', 'targets', 'budget', ...Object.keys(policy)].toSorted());
});

// To an object of JavaScript this key is none: it used to be accepted without a word.
test.each([
  [
    '{"gate":{"metrics":{"__proto__":["peak"]}}}',
    'gate.metrics.__proto__: expected the name of a scenario, received',
  ],
  [
    '{"gate":{"margins":{"__proto__":{"alarm":1,"harm":1}}}}',
    'gate.margins.__proto__: expected default or the name',
  ],
  ['{"gate":{"__proto__":{"q":0.2}}}', 'gate.__proto__: expected one of suite, targets'],
  ['{"__proto__":{"gate":{}}}', '__proto__: expected one of gate, received __proto__'],
  ['{"gate":{"noise":{"__proto__":1}}}', 'gate.noise.__proto__: expected one of foreignCpu'],
])('%s', async (text, message) => {
  await write(text);
  expect(await messageOf(read())).toContain(`${configFile}: ${message}`);
});
