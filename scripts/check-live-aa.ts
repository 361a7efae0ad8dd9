/**
 * Live checks of a revision against itself: a smoke test of the whole way from the base's clean copy to the exit code. Each
 * is a row of results/checks/gate/live.csv, under those that stand there.
 *
 *     node scripts/check-live-aa.ts [checks] [suite]
 *
 * Measured is a clone of the last commit, in which head has one more program that nobody starts: without it base and head would be
 * one and the same copy, and what two copies differ in by themselves would stay unseen.
 *
 * Exit code 0: none of them is a regression; 1: one is, or one did not end as a check ends, and then its folder stays where it
 * is, and is named; 64: an argument is not what it should be.
 */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
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
  'suite',
  'same_copies',
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

const armSchema = z.object({ digest: z.string().nullable() });
const planSchema = z.object({ arms: z.object({ base: armSchema, head: armSchema }) });

/** Those that a gate has time for. */
const suites: readonly string[] = ['gate', 'quick'];

async function main(arguments_: readonly string[]): Promise<number> {
  const [checks = '20', suite = 'gate'] = arguments_;
  const wanted = Number(checks);
  if (!Number.isInteger(wanted) || wanted < 1 || !suites.includes(suite) || arguments_.length > 2) {
    process.stderr.write(
      `expected a number of checks from 1 on and one of ${suites.join(', ')}, received ${arguments_.join(' ')}\n`,
    );
    return exitCodes.usage;
  }
  const folder = path.join(packageRoot, 'results', 'checks', 'gate');
  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'interleave-live-aa-'));
  const { tree, commit } = await cloneInto(path.join(scratch, 'tree'));
  let exitCode: number = exitCodes.pass;
  for (let index = 0; index < wanted; index += 1) {
    const out = path.join(scratch, String(index + 1));
    const name = `live check ${index + 1} of ${wanted}`;
    try {
      const { row, light, seconds } = await liveCheck(tree, suite, out, commit);
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
  if (exitCode === exitCodes.pass) await rm(scratch, { recursive: true });
  return exitCode;
}

/** The last commit with this tree's packages, and a program that tells head's copy from base's. */
async function cloneInto(tree: string): Promise<{ readonly tree: string; readonly commit: string }> {
  await execa('git', ['clone', '--quiet', '--shared', packageRoot, tree]);
  await symlink(path.join(packageRoot, 'node_modules'), path.join(tree, 'node_modules'));
  await writeFile(path.join(tree, 'scenarios', 'started-by-nobody.js'), 'export {};\n');
  const { stdout: commit } = await execa('git', ['-C', tree, 'rev-parse', 'HEAD']);
  return { tree, commit };
}

/** @throws whatever keeps it from ending as a check ends */
async function liveCheck(
  tree: string,
  suite: string,
  out: string,
  commit: string,
): Promise<{ row: (string | number)[]; light: string; seconds: number }> {
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const program = path.join(tree, 'harness', 'main.ts');
  const { exitCode } = await execa(
    process.execPath,
    [program, 'check', '--suite', suite, '--base', 'HEAD', '--calibration', 'none', '--out', out],
    { cwd: tree, stdio: ['ignore', 'inherit', 'ignore'], reject: false },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  const [id] = await readdir(out);
  if (id === undefined) throw new Error(`it left no folder, exit code ${exitCode}`);
  const parsed = async <T>(schema: z.ZodType<T>, file: string): Promise<T> =>
    schema.parse(JSON.parse(await readFile(path.join(out, id, file), 'utf8')));
  const { light, cells } = await parsed(verdictsSchema, 'verdicts.json');
  const { arms } = await parsed(planSchema, 'check.json');
  const metrics = cells.flatMap((cell) => cell.metrics);
  const count = (verdict: string): number => metrics.filter((one) => one.verdict === verdict).length;
  const row = [
    id,
    startedAt,
    commit,
    suite,
    String(arms.base.digest === arms.head.digest),
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
