/** Every variant alone, as docs/contract.md shows it: a request piped in, nobody who answers, messages on stdout. */
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { messageSchema, protocolVersion } from '../harness/contract/messages.ts';
import { runtimeOf, type Parameters, type Probe, type Scenario } from '../harness/model.ts';
import { runtimeKinds } from '../harness/runtimes/index.ts';
import type { FoundRuntime } from '../harness/runtimes/runtime.ts';
import { scenarios } from './index.ts';

const runtimes = new Map<string, FoundRuntime>();
beforeAll(async () => {
  for (const kind of runtimeKinds) {
    const runtime = await kind.find(null, () => {});
    runtimes.set(kind.name, runtime);
    for (const source of scenarios) await runtime.prepare(source);
  }
});

/** The least of every sweep that the suite `smoke` takes, but not nothing at all. */
function smallParameters(scenario: Scenario, variant: string): Parameters {
  const entry = scenario.suites['smoke']?.entries.find(({ variants }) => variants.includes(variant));
  const values = Object.entries(scenario.parameters).map(([name, definition]) => {
    const swept = entry?.parameters[name] ?? [definition.default];
    return [name, swept.find((value) => value !== 0) ?? swept[0] ?? definition.default];
  });
  const { pilot } = scenario;
  return { ...Object.fromEntries(values), ...(pilot !== null && { [pilot.setting]: 100_000_000 }) };
}

function requestLine(scenario: Scenario, variant: string, probe: Probe): string {
  const parameters = smallParameters(scenario, variant);
  return JSON.stringify({
    type: 'request',
    protocol: protocolVersion,
    scenario: scenario.name,
    variant,
    parameters,
    ...scenario.repetition(parameters, probe),
    seed: 0,
    probe,
  });
}

const cases = scenarios.flatMap((source) =>
  source.scenario.variants
    .filter(({ platforms }) => platforms?.includes(process.platform) !== false)
    .flatMap(({ name }) => source.scenario.probes.map((probe) => [name, probe, source] as const)),
);

describe('by hand', () => {
  test.each(cases)('%s, %s', async (variant, probe, source) => {
    const runtime = runtimes.get(runtimeOf(variant));
    if (runtime === undefined) throw new Error(`no runtime for ${variant}`);
    const { file, arguments: arguments_ } = runtime.command(source, variant);
    const { stdout, exitCode, stderr } = await execa(file, arguments_, {
      input: `${requestLine(source.scenario, variant, probe)}\n`,
      env: { INTERLEAVE_MESSAGE_FD: undefined },
      reject: false,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const types = stdout.split('\n').map((line) => messageSchema.parse(JSON.parse(line)).type);
    expect(types[0]).toBe('ready');
    expect(types.at(-1)).toBe('done');
    expect(types).toContain('iteration');
  });
});
