/**
 * Live checks of a revision against itself: a smoke test of the whole way from the base's clean copy to the exit code. Each
 * is a row of results/checks/gate/live.csv, under those that stand there.
 *
 *     node scripts/check-live-aa.ts [checks]
 *
 * Exit code 0: none of them is a regression; 1: one is, or one did not end as a check ends, and then its folder stays where it
 * is, and is named; 64: the argument is no number of checks.
 */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { exitCodes, textOf } from '../harness/failure.ts';
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

async function main(arguments_: readonly string[]): Promise<number> {
  const wanted = Number(arguments_[0] ?? 20);
  if (!Number.isInteger(wanted) || wanted < 1 || arguments_.length > 1) {
    process.stderr.write(`expected a number of checks from 1 on, received ${arguments_.join(' ')}\n`);
    return exitCodes.usage;
  }
  const folder = path.join(packageRoot, 'results', 'checks', 'gate');
  await mkdir(folder, { recursive: true });
  const { stdout: commit } = await execa('git', ['-C', packageRoot, 'rev-parse', 'HEAD']);
  let exitCode: number = exitCodes.pass;
  for (let index = 0; index < wanted; index += 1) {
    const out = await mkdtemp(path.join(os.tmpdir(), 'interleave-live-aa-'));
    const name = `live check ${index + 1} of ${wanted}`;
    try {
      const { row, light, seconds } = await liveCheck(out, commit);
      const file = path.join(folder, 'live.csv');
      const [text = ''] = csvPieces(header, [row]);
      await appendFile(file, existsSync(file) ? text.slice(text.indexOf('\r\n') + 2) : text);
      process.stdout.write(`${name}: ${light} in ${seconds} s\n`);
      if (light === 'regression' || light === 'error') throw new Error(`its light is ${light}`);
      await rm(out, { recursive: true });
    } catch (error) {
      process.stderr.write(`${name}: ${textOf(error)}; what there is of it is in ${out}\n`);
      exitCode = exitCodes.error;
    }
  }
  return exitCode;
}

/** @throws whatever keeps it from ending as a check ends */
async function liveCheck(
  out: string,
  commit: string,
): Promise<{ row: (string | number)[]; light: string; seconds: number }> {
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const program = path.join(packageRoot, 'harness', 'main.ts');
  const { exitCode } = await execa(
    process.execPath,
    [program, 'check', '--base', 'HEAD', '--calibration', 'none', '--out', out],
    { cwd: packageRoot, stdio: ['ignore', 'inherit', 'ignore'], reject: false },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  const [id] = await readdir(out);
  if (id === undefined) throw new Error(`it left no folder, exit code ${exitCode}`);
  const { light, cells } = verdictsSchema.parse(
    JSON.parse(await readFile(path.join(out, id, 'verdicts.json'), 'utf8')),
  );
  const metrics = cells.flatMap((cell) => cell.metrics);
  const count = (verdict: string): number => metrics.filter((one) => one.verdict === verdict).length;
  const row = [
    id,
    startedAt,
    commit,
    light,
    exitCode ?? -1,
    cells.length,
    metrics.length,
    ...['regressed', 'unchanged', 'improved', 'inconclusive', 'not-measured'].map(count),
    cells.reduce((sum, { taken }) => sum + taken, 0),
    cells.reduce((sum, { noisy }) => sum + noisy.base + noisy.head + noisy.both, 0),
    seconds,
  ];
  return { row, light, seconds };
}

process.exitCode = await main(process.argv.slice(2));
