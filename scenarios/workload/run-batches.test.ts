import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { messageSchema } from '../../harness/contract/messages.ts';

const program = fileURLToPath(new URL('fixtures/numbered-batches.js', import.meta.url));

async function run(request: {
  warmups: number;
  iterations: number;
  parameters?: Readonly<Record<string, number>>;
}) {
  const { INTERLEAVE_MESSAGE_FD: _, ...env } = process.env;
  const child = spawn(process.execPath, [program], { stdio: 'pipe', env });
  const whole = { parameters: {}, scenario: 'nothing', variant: 'node/nothing', seed: 0, probe: 'memory' };
  child.stdin.end(`${JSON.stringify({ type: 'request', protocol: 1, ...whole, ...request })}\n`);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lines = stdout.split('\n').slice(0, -1);
  return { code: await ended, stderr, messages: lines.map((line) => messageSchema.parse(JSON.parse(line))) };
}

describe('batches', () => {
  it.each([
    [0, 1],
    [1, 1],
    [0, 3],
    [5, 2],
    [3, 40],
  ])(
    'after %i warm-ups and %i iterations there was no other call, and all are told in their order',
    async (warmups, iterations) => {
      const { code, stderr, messages } = await run({ warmups, iterations });
      const calls = warmups + iterations;
      expect({ code, stderr }).toEqual({ code: 0, stderr: `${calls} calls\n` });
      expect(messages.map(({ type }) => type)).toEqual([
        'ready',
        ...Array.from({ length: calls }, () => 'iteration'),
        'done',
      ]);
      expect(messages.slice(1, -1)).toEqual(
        Array.from({ length: calls }, (_, iteration) => ({
          type: 'iteration',
          iteration,
          warmup: iteration < warmups,
          // The first call of all, the cold one, is the first that is told.
          elapsedNs: 1_000 - (iteration + 1),
          manifest: { created: 0, completed: 0, peakAlive: 0, messages: 0, checksum: null },
          measurements: { calls: iteration + 1 },
        })),
      );
    },
  );

  // In the warm-up, first of all and last of all: tinybench handles errors in each of its two phases.
  it.each([1, 2, 3, 5])('give up when call %i of 5 does', async (giveUpAt) => {
    const { code, stderr, messages } = await run({ warmups: 2, iterations: 3, parameters: { giveUpAt } });
    expect(messages.map(({ type }) => type)).toEqual(['ready', 'failed']);
    expect(messages.at(-1)).toMatchObject({ reason: 'asked-to', detail: 'the request said so' });
    expect({ code, stderr }).toEqual({ code: 70, stderr: `${giveUpAt} calls\n` });
  });

  it.each([1, 2, 3, 5])('crash with the stack when call %i of 5 throws', async (crashAt) => {
    const { code, stderr, messages } = await run({ warmups: 2, iterations: 3, parameters: { crashAt } });
    expect(messages.map(({ type }) => type)).toEqual(['ready']);
    expect(stderr).toContain('RangeError: a mistake in the workload');
    expect(stderr).toContain('numbered-batches.js');
    expect(stderr).toContain(`${crashAt} calls\n`);
    expect(code).toBe(1);
  });
});
