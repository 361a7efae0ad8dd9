/**
 * Takes one occasion for `prove-gate.ts`: pairs of the programs of the suite `gate` with themselves, by `interleave calibrate`,
 * of which the small files are kept in results/checks/gate/sessions/<id>/:
 *
 *     node scripts/take-gate-session.ts [pairs]
 *
 * Pairs are never thrown away: where calibrate ends with another exit code than 0 its folder stays where it is, and its name is
 * printed. Exit code: that of `interleave calibrate`.
 */
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { exitCodes } from '../harness/failure.ts';
import { packageRoot } from '../harness/package-root.ts';

/** The samples themselves stay behind: they are a hundred times as large, and all that is judged stands in these. */
const kept = ['check.json', 'environment.json', 'pairs.csv', 'calibration.json'];
/** As many as a rival with 32 runs a side needs, and some to begin at. */
const defaultPairs = 40;

/** @returns the exit code */
async function main(arguments_: readonly string[]): Promise<number> {
  const out = await mkdtemp(path.join(os.tmpdir(), 'interleave-gate-session-'));
  const program = path.join(packageRoot, 'harness', 'main.ts');
  const { exitCode = exitCodes.error } = await execa(
    process.execPath,
    [program, 'calibrate', '--pairs', arguments_[0] ?? String(defaultPairs), '--out', out],
    { cwd: packageRoot, stdio: 'inherit', reject: false },
  );
  const [id] = await readdir(out);
  if (exitCode === exitCodes.pass && id !== undefined) {
    const folder = path.join(packageRoot, 'results', 'checks', 'gate', 'sessions', id);
    await mkdir(folder, { recursive: true });
    for (const file of kept) await copyFile(path.join(out, id, file), path.join(folder, file));
    process.stdout.write(`kept: ${path.relative(process.cwd(), folder)}\n`);
  } else if (id !== undefined) {
    process.stderr.write(`no session (exit code ${exitCode}); the pairs are in ${path.join(out, id)}\n`);
    return exitCode;
  }
  await rm(out, { recursive: true, force: true });
  return exitCode;
}

process.exitCode = await main(process.argv.slice(2));
