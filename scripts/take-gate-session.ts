/**
 * Takes one occasion for `prove-gate.ts`: pairs of the programs of the suite `gate` with themselves, by `interleave calibrate`,
 * of which the small files are kept in results/checks/gate/sessions/<id>/:
 *
 *     node scripts/take-gate-session.ts [pairs]
 *
 * Exit code: that of `interleave calibrate`.
 */
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../harness/package-root.ts';

/** The samples themselves stay behind: they are a hundred times as large, and all that is judged stands in these. */
const kept = ['check.json', 'environment.json', 'pairs.csv', 'calibration.json'];
/** As many as a rival with 32 runs a side needs, and some to begin at. */
const defaultPairs = 40;

const out = await mkdtemp(path.join(os.tmpdir(), 'interleave-gate-session-'));
try {
  const { exitCode } = await execa(
    process.execPath,
    [
      path.join(packageRoot, 'harness', 'main.ts'),
      'calibrate',
      '--pairs',
      process.argv[2] ?? String(defaultPairs),
      '--out',
      out,
    ],
    { cwd: packageRoot, stdio: 'inherit', reject: false },
  );
  const [id] = await readdir(out);
  if (exitCode === 0 && id !== undefined) {
    const folder = path.join(packageRoot, 'results', 'checks', 'gate', 'sessions', id);
    await mkdir(folder, { recursive: true });
    for (const file of kept) await copyFile(path.join(out, id, file), path.join(folder, file));
    process.stdout.write(`kept: ${path.relative(process.cwd(), folder)}\n`);
  }
  process.exitCode = exitCode ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
