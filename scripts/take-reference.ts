/**
 * Measures the reference run anew and puts it into results/reference, and its figures into the README:
 *
 *     npm run reference
 *
 * The run is the suite `full`. It takes long (see the README for the last one), and nothing else should run meanwhile. It
 * becomes the reference only when every sample is `ok`; otherwise it stays in its own folder, and the old one remains.
 */
import { cp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { exitCodes } from '../harness/failure.ts';
import { packageRoot } from '../harness/package-root.ts';
import { referenceFolder } from './readme-figures.ts';

const resultSchema = z.looseObject({ folder: z.string(), samples: z.record(z.string(), z.int()) });

/** @returns the exit code */
async function takeReference(): Promise<number> {
  const bin = path.join(packageRoot, 'bin', 'interleave.cjs');
  const { stdout, exitCode } = await execa(
    process.execPath,
    [bin, 'run', '--suite', 'full', '--out', path.join(packageRoot, 'results'), '--json'],
    { stdin: 'inherit', stderr: 'inherit', reject: false },
  );
  if (exitCode !== exitCodes.pass) return exitCode ?? exitCodes.error;
  const { folder, samples } = resultSchema.parse(JSON.parse(stdout));
  const others = Object.entries(samples).filter(([status, count]) => status !== 'ok' && count > 0);
  if (others.length > 0) {
    const told = others.map(([status, count]) => `${count} ${status}`).join(', ');
    process.stderr.write(
      `take-reference: expected every sample ok, received ${told}; the run is ${folder}\n`,
    );
    return exitCodes.inconclusive;
  }
  // The old one goes only when the new one is there.
  const arriving = `${referenceFolder}.new`;
  await rm(arriving, { recursive: true, force: true });
  await cp(folder, arriving, { recursive: true });
  await rm(referenceFolder, { recursive: true });
  await rename(arriving, referenceFolder);
  await execa(process.execPath, [path.join(import.meta.dirname, 'readme-figures.ts')], { stdio: 'inherit' });
  return exitCodes.pass;
}

process.exitCode = await takeReference();
