/** How many tests passed and failed, from the reports of vitest and of `go test -json`. */
import { z } from 'zod';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A line of `go test -json`; see "go doc test2json". */
export interface GoTestEvent {
  readonly Action: string;
  readonly Package?: string;
  /** Absent where the event is the package's own. */
  readonly Test?: string;
  readonly Output?: string;
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/** @param report the text of vitest's JSON report; empty when there is none. */
export function countVitestTests(report: string, exitCode: number): TestCounts {
  const files = report === '' ? [] : vitestReport.parse(JSON.parse(report)).testResults;
  const statuses = files.flatMap(({ status, assertionResults }) => {
    const own = assertionResults.map((result) => result.status);
    // A file that cannot even be loaded, or whose hooks fail, has no failed test to tell it by.
    return status === 'failed' && !own.includes('failed') ? [...own, 'failed'] : own;
  });
  return withExitCode(count(statuses, 'passed', 'failed'), exitCode);
}

/** Tests that only hold subtests are not counted beside them. */
export function countGoTests(events: readonly GoTestEvent[], exitCode: number): TestCounts {
  const ended = events.filter(({ Action }) => ['pass', 'fail', 'skip'].includes(Action));
  const nameOf = ({ Package, Test }: GoTestEvent): string => `${Package} ${Test}`;
  const parents = new Set(
    ended
      .filter(({ Test }) => Test?.includes('/'))
      .flatMap((event) => {
        const names = nameOf(event).split('/');
        return names.slice(1).map((_, depth) => names.slice(0, depth + 1).join('/'));
      }),
  );
  const tests = ended.filter((event) => event.Test !== undefined && !parents.has(nameOf(event)));
  const failing = new Set(tests.filter(({ Action }) => Action === 'fail').map(({ Package }) => Package));
  // A package that does not compile, or a parent that fails by itself, counts as one.
  const others = ended.filter(
    ({ Action, Package, Test }) => Action === 'fail' && Test === undefined && !failing.has(Package),
  );
  const statuses = [...tests, ...others].map(({ Action }) => Action);
  return withExitCode(count(statuses, 'pass', 'fail'), exitCode);
}

function count(statuses: readonly string[], pass: string, fail: string): TestCounts {
  const passed = statuses.filter((status) => status === pass).length;
  const failed = statuses.filter((status) => status === fail).length;
  return { passed, failed, skipped: statuses.length - passed - failed };
}

/** A runner that fails without a failed test (an unhandled error, a crash) must not look like a success. */
function withExitCode(counts: TestCounts, exitCode: number): TestCounts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
