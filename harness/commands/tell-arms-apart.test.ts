import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tellArmsApart, type RevisedArm } from './tell-arms-apart.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'interleave-arms-'));
  await write('base/package.json', '{"dependencies":{"pool":"1"}}');
  await write('base/scenarios/timer.js', "import 'pool';\n");
  await write('base/go-workloads/go.mod', 'module naps\n');
  await write('base/node_modules/pool/package.json', '{"version":"1.0.0"}');
  await write('base/node_modules/pool/index.js', 'one();\n');
  await cp(path.join(parent, 'base'), path.join(parent, 'head'), { recursive: true });
});
afterEach(async () => rm(parent, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(parent, file)), { recursive: true });
  await writeFile(path.join(parent, file), text);
}

function arm(name: string, commit: string, digest: string, clean = true): RevisedArm {
  return {
    label: name,
    revision: { name: null, commit, clean },
    other: null,
    snapshot: { folder: path.join(parent, name), digest },
  };
}

async function told(base: RevisedArm, head: RevisedArm): Promise<{ label: string; lines: string[] }> {
  const lines: string[] = [];
  const { label } = await tellArmsApart(base, head, (line) => lines.push(line));
  return { label, lines };
}

test('one revision and one copy: a program is compared with itself', async () => {
  expect(await told(arm('base', 'a', '1'), arm('head', 'a', '1'))).toEqual({
    label: 'head',
    lines: ['base and head are the same revision: this compares a program with itself'],
  });
});

test('one revision and two copies: what differs is named, and edited packages in the label', async () => {
  await write('head/node_modules/pool/index.js', 'two();\n');
  expect(await told(arm('base', 'a', '1'), arm('head', 'a', '2'))).toEqual({
    label: 'head, with edited packages: pool',
    lines: [
      `warning: base and head are the same revision, and what is measured differs all the same: ${path.join('node_modules', 'pool', 'index.js')}`,
    ],
  });
});

test('two revisions: nothing is said of their programs, and all of edited packages', async () => {
  await write('head/scenarios/timer.js', "import 'pool'; // other\n");
  expect(await told(arm('base', 'a', '1'), arm('head', 'b', '2'))).toEqual({ label: 'head', lines: [] });
  await write('head/node_modules/pool/index.js', 'two();\n');
  const { label, lines } = await told(arm('base', 'a', '1'), arm('head', 'b', '2'));
  expect([label, lines]).toEqual(['head, with edited packages: pool', []]);
});

test('a tree with changes is not called the same revision', async () => {
  await write('head/scenarios/timer.js', "import 'pool'; // changed\n");
  expect((await told(arm('base', 'a', '1'), arm('head', 'a', '2', false))).lines).toEqual([]);
});
