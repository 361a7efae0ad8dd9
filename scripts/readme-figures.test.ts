import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { Failure } from '../harness/failure.ts';
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
