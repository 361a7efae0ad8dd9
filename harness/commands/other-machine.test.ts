import { expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import type { Environment } from '../store/environment.ts';
import { machineDoubts, otherMachine, runtimeChanges } from './other-machine.ts';

const { environment } = exampleRun;
const { cpu } = environment;

test('the same machine later', () => {
  const later: Environment = {
    ...environment,
    recordedAt: '2027-01-01T00:00:00.000Z',
    load: { average1m: 9, foreignCpu: 1 },
    memory: { ...environment.memory, availableBytes: 1 },
  };
  expect(otherMachine(environment, later)).toBeNull();
  expect(machineDoubts(environment, later)).toEqual([]);
});

test.each<[Partial<Environment>, string]>([
  [{ cpu: { ...cpu, model: 'Other' } }, 'CPU Example <CPU> | 3 GHz then, Other now'],
  [{ cpu: { ...cpu, model: null } }, 'CPU Example <CPU> | 3 GHz then, unknown now'],
  [{ cpu: { ...cpu, allowed: [0] } }, 'CPUs 2 then, 1 now'],
  [{ architecture: 'arm64' }, 'architecture x64 then, arm64 now'],
  [{ platform: 'darwin' }, 'platform linux then, darwin now'],
  [{ virtualisation: null }, 'virtualisation kvm then, unknown now'],
  [
    { architecture: 'arm64', cpu: { ...cpu, model: 'Other' } },
    'CPU Example <CPU> | 3 GHz then, Other now, architecture x64 then, arm64 now',
  ],
])('another machine: %j', (change, text) => {
  expect(otherMachine(environment, { ...environment, ...change })).toBe(text);
});

test('two CPUs without a name may be two', () => {
  const nameless = { ...environment, cpu: { ...cpu, model: null } };
  expect(otherMachine(nameless, nameless)).toBe('this machine does not tell what CPU it has');
});

test('a kernel, a limit and a governor are doubts', () => {
  const changed: Environment = {
    ...environment,
    kernel: '6.19.0',
    cpu: { ...cpu, quota: 1.5, governor: 'powersave' },
  };
  expect(otherMachine(environment, changed)).toBeNull();
  expect(machineDoubts(environment, changed)).toEqual([
    'kernel 6.18.0 then, 6.19.0 now',
    'limit in CPUs none then, 1.5 now',
    'governor unknown then, powersave now',
  ]);
});

test('runtimes of which the versions differ', () => {
  const of = (...pairs: [string, string][]) => ({
    runtimes: pairs.map(([runtime, version]) => ({ runtime, version, path: '', details: {} })),
  });
  const before = of(['go', '1.27.4'], ['node', '26.10.0']);
  expect(runtimeChanges(before, before)).toEqual([]);
  expect(runtimeChanges(before, of(['go', '1.27.5'], ['node', '26.10.0'], ['os', '6']))).toEqual([
    'go 1.27.4 then, 1.27.5 now',
  ]);
  expect(runtimeChanges(of(['go', '1.27.4'], ['go', '1.26.8']), of(['go', '1.27.4']))).toEqual([
    'go 1.26.8 and 1.27.4 then, 1.27.4 now',
  ]);
  expect(runtimeChanges(before, of(['go', '1.27.4']))).toEqual([]);
});
