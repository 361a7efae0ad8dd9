import { randomInt } from 'node:crypto';
import { Socket } from 'node:net';
import { scenarios } from '../scenarios/index.ts';
import { annotatingFailures } from './commands/annotate-failure.ts';
import { commandLine } from './commands/command-line.ts';
import type { Session } from './commands/session.ts';
import { exitCodes, Failure } from './failure.ts';
import { harmlessLines } from './reports/harmless-text.ts';

const patienceMs = 3_000;
let interruptedAt: number | null = null;
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Cleaning up takes a moment, and one Ctrl-C may arrive twice: only who still waits after a while wants it cut short.
  // The launcher and the reserve end by themselves when the harness is gone.
  process.on(signal, () => {
    if (interruptedAt !== null && performance.now() - interruptedAt > patienceMs) {
      process.exit(signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated);
    }
    interruptedAt ??= performance.now();
    interrupt.abort(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
  });
}
// A file size limit (ulimit -f) then fails the write like a full disk, instead of killing the run.
process.on('SIGXFSZ', () => {});
watchParent(process.env['INTERLEAVE_PARENT_FD']);
delete process.env['INTERLEAVE_PARENT_FD'];

const session: Session = {
  sources: scenarios,
  stdout: process.stdout,
  stderr: process.stderr,
  variables: process.env,
  workingFolder: process.cwd(),
  interrupt: interrupt.signal,
  now: () => new Date(),
  randomSeed: () => randomInt(2 ** 32),
};

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (head, a closed pager) is no error, and what was measured keeps its exit code.
  if (error.code === 'EPIPE') return;
  process.stderr.write(`interleave: cannot write to stdout: ${error.message}\n`);
  process.exit(exitCodes.cannotWrite);
});
// A terminal that is gone takes no more progress; the run goes on, or ends by the signal that comes with it.
process.stderr.on('error', () => {});

try {
  const argv = process.argv.slice(2);
  process.exitCode = await annotatingFailures(argv, session, async () => commandLine(argv, session));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`interleave: ${harmlessLines(error.message)}\n`);
  process.exitCode = error.exitCode;
}

/** The small program that started this one may be killed without a word; its end of the pipe then closes. */
function watchParent(descriptor: string | undefined): void {
  if (descriptor === undefined) return;
  const pipe = new Socket({ fd: Number(descriptor), readable: true, writable: false });
  pipe.on('error', () => {});
  pipe.on('close', () => interrupt.abort('SIGTERM'));
  pipe.resume();
  pipe.unref();
}
