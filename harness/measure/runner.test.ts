import { expect, test } from 'vitest';
import contextSwitch from '../../scenarios/context-switch/scenario.ts';
import type { Scenario } from '../model.ts';
import { expandCells } from '../plan/cases.ts';
import { nodeRuntime } from '../runtimes/node.ts';
import type { ScenarioSource } from '../runtimes/runtime.ts';
import { Runner } from './runner.ts';

const directory = new URL('../../scenarios/context-switch/', import.meta.url);
/** A parameter that the programs do not know. */
const newer: Scenario = {
  ...contextSwitch,
  parameters: {
    ...contextSwitch.parameters,
    extra: { kind: 'count', description: 'what is new', minimum: 1, maximum: 9, default: 1 },
  },
};

async function sampleOf(source: ScenarioSource) {
  const node = await nodeRuntime.find(null, () => {});
  const [cell] = expandCells(
    [
      {
        scenario: newer,
        variants: ['node/await'],
        parameters: { switches: [1_000], batches: [20] },
        regimes: ['all'],
        probes: ['memory'],
      },
    ],
    [node],
    () => null,
  );
  const runner = new Runner({
    sources: [source],
    runtimes: [node],
    launcher: null,
    reserve: null,
    allCpus: [0],
    oneCpu: 0,
    dataLimitBytes: null,
    timeLimitMs: 20_000,
    variables: { PATH: process.env['PATH'] },
    withNodeOptions: false,
    interrupt: new AbortController().signal,
  });
  const { sample } = await runner.rehearse(cell!.case, 'memory', {}, () => {});
  return sample;
}

test('a program is sent the parameters that it knows, and held to all of them', async () => {
  const known = await sampleOf({ scenario: newer, directory, takes: Object.keys(contextSwitch.parameters) });
  expect(known).toMatchObject({ status: 'ok', parameters: { switches: 1_000, batches: 20, extra: 1 } });

  const all = await sampleOf({ scenario: newer, directory });
  expect(all).toMatchObject({ status: 'failed', reason: expect.stringContaining('unknown: extra') });
});
