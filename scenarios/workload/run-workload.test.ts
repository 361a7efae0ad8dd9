import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { messageSchema } from '../../harness/contract/messages.ts';

const program = fileURLToPath(new URL('fixtures/every-message.js', import.meta.url));
const request = {
  type: 'request',
  protocol: 1,
  scenario: 'nothing',
  variant: 'node/nothing',
  parameters: {},
  iterations: 1,
  warmups: 0,
  seed: 0,
  probe: 'latency',
};
const go = '{"type":"continue"}\n';

interface Ended {
  readonly code: number | null;
  readonly messages: ReturnType<typeof messageSchema.parse>[];
  readonly stderr: string;
}

/** Everything on stdin at once, then its end: the workload reads a line when it needs one. */
async function run(input: string, byHand: boolean, args: readonly string[] = [program]): Promise<Ended> {
  const { INTERLEAVE_MESSAGE_FD: _, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: byHand ? env : { ...env, INTERLEAVE_MESSAGE_FD: '3' },
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, stream] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    text(child.stdio[3] as Readable),
  ]);
  expect(byHand ? stream : stdout).toBe('');
  const lines = (byHand ? stdout : stream).split('\n').slice(0, -1);
  return { code: await ended, messages: lines.map((line) => messageSchema.parse(JSON.parse(line))), stderr };
}

const sequence = ['ready', 'hold', 'resumed', 'iteration', 'distribution', 'done'];

describe('a workload', () => {
  it('says messages that the harness decodes, and exits 0 when stdin ends after done', async () => {
    const { code, messages, stderr } = await run(`${JSON.stringify(request)}\n${go}${go}`, false);
    expect(messages.map(({ type }) => type)).toEqual(sequence);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(messages[0]).toEqual({
      type: 'ready',
      protocol: 1,
      runtime: 'node',
      runtimeVersion: process.versions.node,
      limits: {
        heapSizeLimitBytes: expect.any(Number),
        uvThreadpoolSize: Number(process.env['UV_THREADPOOL_SIZE'] ?? 4),
        nodeOptions: process.env['NODE_OPTIONS'] ?? '',
        execArgv: '',
        availableParallelism: expect.any(Number),
      },
    });
  });

  it('tried by hand writes to stdout and goes on where nobody says continue', async () => {
    const { code, messages } = await run(JSON.stringify(request), true);
    expect(messages.map(({ type }) => type)).toEqual(sequence);
    expect(code).toBe(0);
  });

  it('numbers warm-ups and iterations through', async () => {
    const repeated = { ...request, warmups: 2, iterations: 2 };
    const { messages } = await run(`${JSON.stringify(repeated)}\n`, true);
    const results = messages.filter((message) => message.type === 'iteration');
    expect(results.map(({ iteration, warmup }) => [iteration, warmup])).toEqual([
      [0, true],
      [1, true],
      [2, false],
      [3, false],
    ]);
  });

  it('says failed and exits 70', async () => {
    const failing = { ...request, parameters: { fail: 1 } };
    const { code, messages } = await run(`${JSON.stringify(failing)}\n${go}`, false);
    expect(messages.at(-1)).toEqual({ type: 'failed', reason: 'asked-to', detail: 'the request said so' });
    expect(code).toBe(70);
  });

  it('exits 70 when the harness is gone at a hold', async () => {
    const { code, messages } = await run(`${JSON.stringify(request)}\n${go}`, false);
    expect(messages.at(-1)).toMatchObject({ type: 'failed', reason: 'stdin-ended' });
    expect(code).toBe(70);
  });

  it.each([
    ['', 'expected a request on stdin, received end of input'],
    ['rubbish\n', 'expected one JSON value on the line, received "rubbish"'],
    [`${JSON.stringify({ ...request, variant: 'node/other' })}\n`, 'received one for nothing node/other'],
    [`${JSON.stringify(request)}\n{"type":"stop"}\n`, 'continue.type: expected "continue", received "stop"'],
    [`${JSON.stringify(request)}\n${go}${go}${go}`, 'expected end of input after done'],
    [`${' '.repeat(2 ** 20 + 1)}\n`, 'expected a line of at most 1048576 bytes'],
    ['x'.repeat(2 ** 20 + 1), 'expected a line of at most 1048576 bytes'],
  ])('exits 64 for a bad request %#', async (input, expected) => {
    const { code, stderr } = await run(input, false);
    expect(stderr).toContain(expected);
    expect(code).toBe(64);
  });

  it('exits 64 when the message descriptor is none', async () => {
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, INTERLEAVE_MESSAGE_FD: 'three' },
    });
    expect(await text(child.stderr)).toContain("INTERLEAVE_MESSAGE_FD: expected a descriptor's number");
  });
});
