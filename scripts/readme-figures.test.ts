import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { Failure } from '../harness/failure.ts';
import type { PlannedCase } from '../harness/store/plan.ts';
import {
  readmeFile,
  readReference,
  referenceFolder,
  referencePart,
  withReference,
} from './readme-figures.ts';

const program = path.join(import.meta.dirname, 'readme-figures.ts');

describe('the committed README', () => {
  test('shows the figures of the committed run', async () => {
    const readme = await readFile(readmeFile, 'utf8');
    const part = referencePart(await readReference(referenceFolder));
    expect(readme).toBe(withReference(readme, part));
  });

  test('shows as many rows of a run that is older than some of the parameters', async () => {
    const run = await readReference(referenceFolder);
    const defaults = new Map(
      run.scenarios.flatMap(({ name, parameters }) =>
        Object.entries(parameters).map(([parameter, own]) => [`${name} ${parameter}`, own.default]),
      ),
    );
    const older = <T extends Pick<PlannedCase, 'scenario' | 'parameters'>>(of: T): T => {
      const known = Object.entries(of.parameters).filter(
        ([name, value]) => defaults.get(`${of.scenario} ${name}`) !== value,
      );
      return { ...of, parameters: Object.fromEntries(known) };
    };
    const plan = { ...run.plan, cases: run.plan.cases.map(older) };
    expect(plan.cases).not.toEqual(run.plan.cases);
    const rowsOf = (part: string): string[] => part.match(/^\| (go|node|os)\/[a-z-]+/gm) ?? [];
    const shown = rowsOf(referencePart(run));
    expect(shown.length).toBeGreaterThan(10);
    expect(rowsOf(referencePart({ ...run, plan })).sort()).toEqual(shown.sort());
  });

  test('passes the check as a program', async () => {
    const { exitCode, stderr } = await execa(process.execPath, [program, '--check'], { reject: false });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});

describe('withReference', () => {
  const [begin, end] = ['<!-- reference: begin -->', '<!-- reference: end -->'];

  test('replaces what stands between the marks and nothing else', () => {
    expect(withReference(`before\n${begin}\nold\n${end}\nafter\n`, 'new\n')).toBe(
      `before\n${begin}\n\nnew\n\n${end}\nafter\n`,
    );
  });

  test('changes nothing the second time', () => {
    const once = withReference(`${begin}${end}`, '| 1 |\n');
    expect(withReference(once, '| 1 |\n')).toBe(once);
  });

  test.each(['', begin, end, `${end}${begin}`, `${begin}${begin}${end}`, `${begin}${end}${end}`])(
    'refuses %j, which lacks a mark or has one twice',
    (document) => {
      expect(() => withReference(document, 'new')).toThrow(Failure);
    },
  );
});

test('an argument that is not --check is refused', async () => {
  const { exitCode, stderr } = await execa(process.execPath, [program, '--write'], { reject: false });
  expect(exitCode).toBe(64);
  expect(stderr).toContain('received --write');
});
