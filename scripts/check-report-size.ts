/**
 * Are the reports of a large run written in little time and memory? Makes a run of at least a million rows of samples.csv out
 * of the samples of results/reference, as many more rounds of them as that takes, writes its reports in a fresh process as
 * `interleave report` does, and writes what that took to results/checks/reports/report-size.json:
 *
 *     node scripts/check-report-size.ts [rows]
 *
 * The time is that of the whole process, its start included. The memory is the process's own VmHWM, which it reads as the last
 * thing it does: the `maxrss` that a parent is told may be the parent's own. The CPU time stands beside the time, since that
 * one grows with whatever else the machine does.
 *
 * Exit code 0: all reports were written within 60 s and 500 MB (10^6 bytes). 1: they were not.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { recordMachine } from '../harness/commands/machine.ts';
import { packageRoot, packageVersion } from '../harness/package-root.ts';
import { nodeRuntime } from '../harness/runtimes/node.ts';
import type { Plan } from '../harness/store/plan.ts';
import { openRun, type OpenedRun } from '../harness/store/run-folder.ts';
import type { Sample } from '../harness/store/sample.ts';

const limits = { seconds: 60, peakBytes: 500e6 };
const samplesCsv = 'samples.csv';

const wantedRows = Number(process.argv[2] ?? 1_000_000);
if (!Number.isSafeInteger(wantedRows) || wantedRows < 1) {
  throw new Error(`expected a number of rows, received ${process.argv[2]}`);
}
const say = (line: string): boolean => process.stderr.write(`${line}\n`);

const reference = path.join(packageRoot, 'results', 'reference');
const temporary = await mkdtemp(path.join(os.tmpdir(), 'interleave-report-size-'));
try {
  const copies = Math.ceil(wantedRows / (await countRows(path.join(reference, samplesCsv))));
  say(`making a run of ${copies} times the samples of results/reference`);
  await writeCopies(await openRun(reference), copies, temporary);
  const source = await filesIn(temporary);
  say('writing its reports');
  const measured = await writeReports(temporary);
  const written = (await filesIn(temporary)).filter(({ name }) => !source.some((file) => file.name === name));
  const rows = await countRows(path.join(temporary, samplesCsv));
  if (rows < wantedRows) throw new Error(`expected ${wantedRows} rows, received ${rows}`);
  const result = {
    version: packageVersion,
    date: new Date().toISOString(),
    limits,
    rows,
    samples: (await openRun(temporary)).plan.entries.length,
    sourceBytes: bytesOf(source),
    reports: written.length,
    writtenBytes: bytesOf(written),
    ...measured,
    within: measured.seconds <= limits.seconds && measured.peakBytes <= limits.peakBytes,
    environment: await recordMachine([await nodeRuntime.find(null, say)], { variables: process.env }, null),
  };
  const folder = path.join(packageRoot, 'results', 'checks', 'reports');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'report-size.json'), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(
    `${rows} rows of ${result.samples} samples: ${measured.seconds.toFixed(1)} s (${measured.cpuSeconds.toFixed(1)} s of CPU time), ${Math.round(measured.peakBytes / 1e6)} MB; at most ${limits.seconds} s and ${limits.peakBytes / 1e6} MB\n`,
  );
  process.exitCode = result.within ? 0 : 1;
} finally {
  await rm(temporary, { recursive: true, force: true });
}

/** The run with each of its rounds several times: what differs between two copies is what differs between two rounds. */
async function writeCopies(run: OpenedRun, copies: number, folder: string): Promise<void> {
  const { plan, environment, samples } = run;
  const rounds = Math.max(...plan.entries.map(({ round }) => round)) + 1;
  const numbers = Array.from({ length: copies }, (_, copy) => copy);
  const copied: Plan = {
    ...plan,
    runs: plan.runs * copies,
    entries: numbers.flatMap((copy) => plan.entries.map((entry) => moved(entry, copy))),
  };
  await writeFile(path.join(folder, 'plan.json'), `${JSON.stringify(copied, null, 1)}\n`);
  await writeFile(path.join(folder, 'environment.json'), `${JSON.stringify(environment, null, 1)}\n`);
  await writeFile(path.join(folder, 'samples.ndjson'), lines());

  function* lines(): Iterable<string> {
    for (const copy of numbers) {
      for (const sample of samples) yield `${JSON.stringify(moved<Sample>(sample, copy))}\n`;
    }
  }

  function moved<Placed extends { order: number; round: number; seed?: number }>(
    placed: Placed,
    copy: number,
  ): Placed {
    return {
      ...placed,
      order: placed.order + copy * plan.entries.length,
      round: placed.round + copy * rounds,
      ...(placed.seed !== undefined && { seed: placed.seed + copy }),
    };
  }
}

/** As `interleave report` does, in a process of its own. */
async function writeReports(
  folder: string,
): Promise<{ seconds: number; cpuSeconds: number; peakBytes: number }> {
  const atExit = `
    import { readFileSync, writeSync } from 'node:fs';
    process.on('exit', () => {
      const { user, system } = process.cpuUsage();
      const peakKb = Number(/VmHWM:\\s*(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
      writeSync(3, JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakBytes: peakKb * 1024 }));
    });`;
  const main = path.join(packageRoot, 'harness', 'main.ts');
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(atExit)}`, main, 'report', folder],
    { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] },
  );
  const told = text(child.stdio[3] as NodeJS.ReadableStream);
  const [exitCode] = await once(child, 'exit');
  const seconds = (performance.now() - began) / 1000;
  if (exitCode !== 0) throw new Error(`expected the reports to be written, received exit code ${exitCode}`);
  const own = z.strictObject({ cpuSeconds: z.number(), peakBytes: z.int() }).parse(JSON.parse(await told));
  return { seconds, ...own };
}

/** Records of a CSV file of this package without its header; those of the reference hold no line ends. */
async function countRows(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file))
    for (const byte of chunk as Buffer) lines += byte === 0x0a ? 1 : 0;
  return lines - 1;
}

async function filesIn(folder: string): Promise<{ name: string; bytes: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return { name: path.relative(folder, file), bytes: (await stat(file)).size };
    }),
  );
}

function bytesOf(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
