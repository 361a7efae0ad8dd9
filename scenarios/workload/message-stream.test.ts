import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';

const module = new URL('message-stream.js', import.meta.url).href;

function spawnProgram(code: string) {
  return spawn(
    process.execPath,
    ['--input-type=module', '-e', `import * as stream from '${module}';${code}`],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      env: { ...process.env, INTERLEAVE_MESSAGE_FD: '3' },
    },
  );
}

describe('the message stream', () => {
  it('writes all of a long message into a non-blocking pipe', async () => {
    const length = 4 * 1024 * 1024;
    // Wrapping a descriptor in a Socket makes it non-blocking, as the harness's end may do.
    const child = spawnProgram(`
      const { Socket } = await import('node:net');
      const socket = new Socket({ fd: 3 });
      stream.openMessageStream().write({ type: 'x'.repeat(${length}) });
      process.exit(0);
    `);
    const received = await text(child.stdio[3] as Readable);
    expect(received).toHaveLength(`{"type":""}\n`.length + length);
  });

  it('keeps its descriptor and its variable from children', async () => {
    const child = spawnProgram(`
      const { spawnSync } = await import('node:child_process');
      stream.openMessageStream();
      const { stdout } = spawnSync('/bin/sh', ['-c', 'echo "[$INTERLEAVE_MESSAGE_FD]"; (: >&3) 2>/dev/null || echo closed']);
      process.stdout.write(stdout);
    `);
    expect(await text(child.stdout!)).toBe('[]\nclosed\n');
  });
});
