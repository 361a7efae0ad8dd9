import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { packageRoot } from '../package-root.ts';

const program = path.join(packageRoot, 'harness', 'fixtures', 'count-switches.ts');

/**
 * The messages at both ends of the wait, and what Node's own threads still do: 6 to 10 were seen on a quiet machine. A timer
 * of a tenth of a second would add 30 in three seconds, a redrawn line 100 and more.
 */
const mostSwitches = 20;

/**
 * On a busy machine Node's own threads wait for each other more often, and 21 were seen. What the harness did by itself it
 * would do every time, so the quietest of several tries tells.
 */
const tries = 5;

// In a process of its own: the test runner's is never idle.
test.each([300, 3_000])('nothing of the harness runs beside a sample that waits %i ms', async (waitMs) => {
  let quietest = Infinity;
  for (let attempt = 0; attempt < tries && !(quietest < mostSwitches); attempt += 1) {
    const { stdout } = await execa(process.execPath, [program, String(waitMs)], {
      env: { NODE_OPTIONS: '' },
    });
    const { status, switches } = JSON.parse(stdout);
    expect(status).toBe('ok');
    expect(switches).toBeGreaterThan(0);
    quietest = Math.min(quietest, switches);
  }
  expect(quietest).toBeLessThan(mostSwitches);
});
