/**
 * Runs every test, of the harness and of the Go workloads. The last line says how many passed and failed.
 *
 *     node scripts/test.ts
 */
import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { packageRoot } from '../harness/package-root.ts';
import { countGoTests, countVitestTests, type GoTestEvent, type TestCounts } from './test-counts.ts';

const goWorkloads = path.join(packageRoot, 'scripts', 'go-workloads.sh');

// The harness's tests build Go programs: whoever lacks Go should hear of it before they have run for minutes.
const { exitCode } = await execa('sh', [goWorkloads, 'version'], { stdio: 'inherit', reject: false });
if (exitCode !== 0) process.exit(exitCode ?? 1);

const parts = [await testHarness(), await testGo()];
const passed = parts.reduce((sum, part) => sum + part.passed, 0);
const failed = parts.reduce((sum, part) => sum + part.failed, 0);
const skipped = parts.reduce((sum, part) => sum + part.skipped, 0);
if (skipped > 0) process.stdout.write(`${skipped} skipped on this machine\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function testHarness(): Promise<TestCounts> {
  using folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'interleave-test-'));
  const report = path.join(folder.path, 'report.json');
  const run = await execa(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: packageRoot, preferLocal: true, stdio: 'inherit', reject: false },
  );
  return countVitestTests(readReport(report), run.exitCode ?? 1);
}

/** Empty when vitest could not write one. */
function readReport(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function testGo(): Promise<TestCounts> {
  // -count=1: these tests start processes and look at the machine, of which Go's cache of results knows nothing.
  const running = execa('sh', [goWorkloads, 'test', '-json', '-count=1', './...'], {
    stdout: 'pipe',
    stderr: 'inherit',
    buffer: false,
    reject: false,
  });
  const events: GoTestEvent[] = [];
  for await (const line of createInterface({ input: running.stdout })) {
    // What the go command itself has to say comes as plain text.
    if (!line.startsWith('{')) process.stdout.write(`${line}\n`);
    else events.push(JSON.parse(line) as GoTestEvent);
  }
  const { exitCode } = await running;
  const counts = countGoTests(events, exitCode ?? 1);
  // As "go test" prints without -json: a line for each package, and everything where something failed.
  for (const { Output, Test } of events) {
    if (Output !== undefined && (counts.failed > 0 || (Test === undefined && Output !== 'PASS\n'))) {
      process.stdout.write(Output);
    }
  }
  return counts;
}
