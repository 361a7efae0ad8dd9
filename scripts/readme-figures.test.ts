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
  withFigures,
  withPart,
} from './readme-figures.ts';

const program = path.join(import.meta.dirname, 'readme-figures.ts');

describe('the committed README', () => {
  test('shows the figures of the committed files', async () => {
    const readme = await readFile(readmeFile, 'utf8');
    expect(readme).toBe(await withFigures(readme));
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

describe('withFigures', () => {
  const reference = '<!-- reference: begin -->\n<!-- reference: end -->\n';

  test('a document without marks of the gate has no such part', async () => {
    const shown = await withFigures(reference);
    expect(shown).toContain('| go/goroutine-sleep');
    expect(shown).not.toContain('interleave check');
  });

  test('one mark of the gate alone is refused', async () => {
    await expect(withFigures(`${reference}<!-- gate: end -->`)).rejects.toThrow(Failure);
  });

  test('a document without the reference is refused', async () => {
    await expect(withFigures('<!-- gate: begin --><!-- gate: end -->')).rejects.toThrow(Failure);
  });
});

describe.each(['reference', 'gate'])('withPart, of the part %s', (name) => {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];

  test('replaces what stands between the marks and nothing else', () => {
    expect(withPart(`before\n${begin}\nold\n${end}\nafter\n`, name, 'new\n')).toBe(
      `before\n${begin}\n\nnew\n\n${end}\nafter\n`,
    );
  });

  test('changes nothing the second time', () => {
    const once = withPart(`${begin}${end}`, name, '| 1 |\n');
    expect(withPart(once, name, '| 1 |\n')).toBe(once);
  });

  test.each(['', begin, end, `${end}${begin}`, `${begin}${begin}${end}`, `${begin}${end}${end}`])(
    'refuses %j, which lacks a mark or has one twice',
    (document) => {
      expect(() => withPart(document, name, 'new')).toThrow(Failure);
    },
  );
});

test('an argument that is not --check is refused', async () => {
  const { exitCode, stderr } = await execa(process.execPath, [program, '--write'], { reject: false });
  expect(exitCode).toBe(64);
  expect(stderr).toContain('received --write');
});
