/**
 * Live checks of a revision against itself: a smoke test of the whole way from the base's clean copy to the exit code. Each
 * is a row of results/checks/gate/live.csv, under those that stand there.
 *
 *     node scripts/check-live-aa.ts [checks]
 *
 * Exit code 0: none of them is a regression; 1: one is, or one did not end as a check ends.
 */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { packageRoot } from '../harness/package-root.ts';
import { csvPieces } from '../harness/reports/csv.ts';

const header = [
  'check',
  'started_at',
  'commit',
  'light',
  'exit_code',
  'cells',
  'metrics',
  'regressed',
  'unchanged',
  'improved',
  'inconclusive',
  'not_measured',
  'pairs_taken',
  'pairs_noisy',
  'seconds',
];

const verdictsSchema = z.object({
  light: z.string(),
  cells: z.array(
    z.object({
      taken: z.int(),
      noisy: z.object({ base: z.int(), head: z.int(), both: z.int() }),
      metrics: z.array(z.object({ verdict: z.string() })),
    }),
  ),
});

const wanted = Number(process.argv[2] ?? 20);
const folder = path.join(packageRoot, 'results', 'checks', 'gate');
const file = path.join(folder, 'live.csv');
await mkdir(folder, { recursive: true });
const { stdout: commit } = await execa('git', ['-C', packageRoot, 'rev-parse', 'HEAD']);
let failed = false;
for (let index = 0; index < wanted; index += 1) {
  const out = await mkdtemp(path.join(os.tmpdir(), 'interleave-live-aa-'));
  try {
    const startedAt = new Date().toISOString();
    const began = performance.now();
    const { exitCode } = await execa(
      process.execPath,
      [
        path.join(packageRoot, 'harness', 'main.ts'),
        'check',
        '--base',
        'HEAD',
        '--calibration',
        'none',
        '--out',
        out,
      ],
      { cwd: packageRoot, stdio: ['ignore', 'inherit', 'ignore'], reject: false },
    );
    const seconds = (performance.now() - began) / 1000;
    const [id] = await readdir(out);
    if (id === undefined) throw new Error(`check ${index + 1} left no folder, exit code ${exitCode}`);
    const verdicts = verdictsSchema.parse(
      JSON.parse(await readFile(path.join(out, id, 'verdicts.json'), 'utf8')),
    );
    const metrics = verdicts.cells.flatMap((cell) => cell.metrics);
    const count = (verdict: string): number => metrics.filter((one) => one.verdict === verdict).length;
    const row = [
      id,
      startedAt,
      commit,
      verdicts.light,
      exitCode ?? -1,
      verdicts.cells.length,
      metrics.length,
      ...['regressed', 'unchanged', 'improved', 'inconclusive', 'not-measured'].map(count),
      verdicts.cells.reduce((sum, { taken }) => sum + taken, 0),
      verdicts.cells.reduce((sum, { noisy }) => sum + noisy.base + noisy.head + noisy.both, 0),
      Math.round(seconds),
    ];
    const [text] = csvPieces(header, [row]);
    const lines = (text ?? '').split('\r\n');
    await appendFile(file, existsSync(file) ? `${lines[1]}\r\n` : (text ?? ''));
    process.stdout.write(
      `live check ${index + 1} of ${wanted}: ${verdicts.light} in ${Math.round(seconds)} s\n`,
    );
    if (verdicts.light === 'regression' || verdicts.light === 'error') failed = true;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
process.exitCode = failed ? 1 : 0;
