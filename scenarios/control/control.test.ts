import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { messageSchema } from '../../harness/contract/messages.ts';
import control from './scenario.ts';

async function run(parameters: Readonly<Record<string, number>>) {
  const { INTERLEAVE_MESSAGE_FD: _, ...env } = process.env;
  const program = fileURLToPath(new URL('integer-loop.js', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: 'pipe', env });
  const request = {
    type: 'request',
    protocol: 1,
    scenario: 'control',
    variant: 'node/integer-loop',
    parameters,
    ...control.repetition({}, 'memory'),
    seed: 0,
    probe: 'memory',
  };
  child.stdin.end(`${JSON.stringify(request)}\n`);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const lines = stdout.split('\n').slice(0, -1);
  return { code, stderr, messages: lines.map((line) => messageSchema.parse(JSON.parse(line))) };
}

describe('node/integer-loop', () => {
  it.each([1, 20])('computes %i units in every iteration', async (units) => {
    const parameters = { switches: 2, units };
    const { code, stderr, messages } = await run(parameters);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(messages.slice(1)).toEqual([
      ...[true, true, true, false, false, false, false, false, false, false].map((warmup, iteration) => ({
        type: 'iteration',
        iteration,
        warmup,
        elapsedNs: expect.any(Number),
        manifest: control.expectedManifest(parameters, 'memory', 'node/integer-loop'),
        measurements: { contextSwitches: expect.any(Number) },
      })),
      { type: 'done' },
    ]);
  });

  it.each([
    [{ switches: 1, units: 1 }, 'request.parameters.switches: expected an integer from 2 to 100000000'],
    [{ switches: 2, units: 0 }, 'request.parameters.units: expected an integer from 1 to 1000000,'],
    [{ units: 1 }, 'missing: switches'],
    [{ switches: 2, units: 1, batches: 1 }, 'unknown: batches'],
  ])('exits 64 for the parameters %j', async (parameters, expected) => {
    const { code, stderr, messages } = await run(parameters);
    expect(stderr).toContain(expected);
    expect({ code, messages }).toEqual({ code: 64, messages: [] });
  });
});

describe('the declaration', () => {
  const parameters = { switches: 5, units: 2 };

  it('expects a different manifest of each control', () => {
    // 1 unit from seed 1 is 2927471155 (cpu-unit.test.ts).
    expect(control.expectedManifest({ switches: 5, units: 1 }, 'memory', 'go/integer-loop')).toEqual({
      created: 1,
      completed: 1,
      peakAlive: 1,
      messages: 0,
      checksum: '2927471155',
    });
    expect(control.expectedManifest(parameters, 'memory', 'os/futex')).toEqual({
      created: 2,
      completed: 2,
      peakAlive: 2,
      messages: 5,
      checksum: '10',
    });
  });

  it('gives each control its own figure, the median of what was measured', () => {
    const taken = [9_000, 300, 100, 200].map((elapsedNs, index) => ({
      warmup: index === 0,
      elapsedNs,
      measurements: {},
    }));
    expect(
      control.derived.memory.map(({ name, variants, derive }) => [name, variants, derive(taken, parameters)]),
    ).toEqual([
      ['unit_time', ['go/integer-loop', 'node/integer-loop'], 100],
      ['futex_switch_time', ['os/futex'], 40],
    ]);
  });
});
