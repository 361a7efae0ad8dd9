import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../../harness/package-root.ts';
import { nodeRuntime } from '../../harness/runtimes/node.ts';
import type { Environment } from '../../harness/store/environment.ts';
import { scenarios } from '../../scenarios/index.ts';
import { bindTo, finish, NotHere } from './contestant.ts';
import { GoBenchmarks, nsPerOperation } from './go-benchmark.ts';
import { nodeProgram } from './node-program.ts';
import { ownRow } from './own-row.ts';
import type { Pair } from './pair.ts';
import { pairs } from './pairs.ts';
import { perfPipe, totalNs } from './perf-pipe.ts';
import { type Measured, observationsCsv, peersCsv, peersMarkdown } from './report.ts';
import { compare, exitCodeOf, limit } from './verdict.ts';

const pair: Pair = {
  name: 'pipe',
  regime: '1core',
  public: { kind: 'perf-pipe', operations: 10, unitsPerOperation: 2 },
  ours: {
    scenario: 'context-switch',
    variant: 'os/pipe',
    parameters: { switches: 10, batches: 2 },
    metric: 'switch_time',
  },
  conversion: 'An operation is two hand-overs',
  reason: null,
};
const oneCall = pairs.find(({ public: { kind } }) => kind === 'node-program');
const unbound = bindTo(0);

describe('what the drivers print', () => {
  test('a benchmark of Go', () => {
    const output = 'goos: linux\npkg: runtime\nBenchmarkChanSync-2   \t  200000\t       138.4 ns/op\nPASS\n';
    expect(nsPerOperation(output)).toBe(138.4);
    // The pattern matched none.
    expect(() => nsPerOperation('PASS\n')).toThrow('expected one line of a benchmark, received:\nPASS');
  });

  test("perf's simple format", () => {
    expect(totalNs('0.186\n')).toBe(186_000_000);
    expect(() => totalNs('# Running\n')).toThrow("expected perf's total in seconds");
  });
});

describe('what this machine lacks', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('perf', async () => {
    vi.stubEnv('PATH', '');
    const missing = perfPipe(
      { kind: 'perf-pipe', operations: 10, unitsPerOperation: 2 },
      { regime: 'all' },
      unbound,
    );
    await expect(missing).rejects.toThrow(NotHere);
    await expect(missing).rejects.toThrow('perf is not installed (Debian: apt-get install linux-perf)');
  });

  test('a package that does not build', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'interleave-peers-test-'));
    const setting = { kind: 'go-benchmark', package: './nowhere', benchmark: 'None', operations: 1 } as const;
    const missing = new GoBenchmarks(folder).contestant(
      { ...setting, unitsPerOperation: 1 },
      { regime: 'all' },
      unbound,
    );
    await expect(missing).rejects.toThrow(NotHere);
    await expect(missing).rejects.toThrow('go test -c ./nowhere failed');
    await rm(folder, { recursive: true });
  });
});

describe('a contestant', () => {
  test('is bound to one CPU by taskset alone, or not at all', () => {
    const command = { file: 'perf', arguments: ['bench'] };
    expect(bindTo(3)('1core', command)).toEqual({ file: 'taskset', arguments: ['-c', '3', 'perf', 'bench'] });
    expect(bindTo(3)('all', command)).toEqual(command);
  });

  test('that fails says so', async () => {
    const command = {
      file: process.execPath,
      arguments: ['-e', 'console.error("no pool"); process.exit(3)'],
    };
    await expect(finish(command)).rejects.toThrow(/expected exit 0, received: .*exit code 3[^]*no pool/);
  });

  test('of ours gives the metric of the row', async () => {
    const source = scenarios.find(({ scenario }) => scenario.name === 'context-switch');
    if (source === undefined) throw new Error('there is no scenario context-switch');
    const row = { ...pair.ours, variant: 'node/await' };
    const node = await nodeRuntime.find(null, () => {});
    const contestant = await ownRow(row, { regime: 'all' }, unbound, node, source);
    expect(await contestant()).toBeGreaterThan(1);
    const wrong = ownRow({ ...row, metric: 'task_time' }, { regime: 'all' }, unbound, node, source);
    await expect(wrong).rejects.toThrow('context-switch derives no task_time');
  });

  test('that is a Node program divides its operation', async () => {
    if (oneCall?.public.kind !== 'node-program') throw new Error('expected a pair with a Node program');
    const whole = nodeProgram(oneCall.public, { regime: 'all' }, unbound, process.execPath);
    const tiny = { ...oneCall.public, unitsPerOperation: 1e12 };
    expect(await whole()).toBeGreaterThan(1);
    expect(await nodeProgram(tiny, { regime: 'all' }, unbound, process.execPath)()).toBeLessThan(1);
  });
});

describe('the pairs', () => {
  test('name rows, parameters and metrics that there are', () => {
    for (const { name, ours } of pairs) {
      const scenario = scenarios.find((entry) => entry.scenario.name === ours.scenario)?.scenario;
      const row = scenario?.variants.find((variant) => variant.name === ours.variant);
      const unknown = Object.keys(ours.parameters).filter((key) => !(key in (scenario?.parameters ?? {})));
      const metric = scenario?.derived.memory.find((derived) => derived.name === ours.metric);
      expect({ name, row: row?.name, unknown, unit: metric?.unit.startsWith('ns/') }).toEqual({
        name,
        row: ours.variant,
        unknown: [],
        unit: true,
      });
    }
  });

  test('explain only what is not alike', () => {
    for (const { name, reason } of pairs) {
      expect(reason?.upTo ?? limit + 1, name).toBeGreaterThan(limit);
      expect(reason?.downTo ?? 0, name).toBeLessThan(1 / limit);
    }
  });

  test('have names of their own', () => {
    expect(new Set(pairs.map(({ name }) => name)).size).toBe(pairs.length);
  });
});

describe('a verdict', () => {
  const rounds = (ratios: readonly number[]) =>
    ratios.map((ratio) => ({ publicNs: 100, oursNs: 100 * ratio }));
  const verdict = (ratios: readonly number[], reason: Pair['reason'] = null) =>
    compare(rounds(ratios), { reason }).verdict;
  const seven = (from: number) => Array.from({ length: 7 }, (_, index) => from + index / 100);

  test('is alike up to a tenth, on either side', () => {
    expect(verdict(seven(1.03))).toBe('alike');
    expect(verdict(seven(0.92))).toBe('alike');
  });

  test('needs the whole interval', () => {
    expect(verdict(seven(1.07))).toBe('inconclusive');
    expect(verdict(seven(1.11))).toBe('slower');
    expect(verdict(seven(0.87))).toBe('inconclusive');
    expect(verdict(seven(0.84))).toBe('faster');
    expect(verdict(seven(1.03).slice(0, 5))).toBe('inconclusive');
  });

  test('is explained as far as the reason goes, and no further', () => {
    const reason = { text: 'it counts', upTo: 1.3 };
    expect(verdict(seven(1.2), reason)).toBe('explained');
    expect(verdict(seven(1.27), reason)).toBe('inconclusive');
    expect(verdict(seven(1.4), reason)).toBe('slower');
    expect(verdict(seven(0.92), reason)).toBe('alike');
    // That we take longer explains nothing of the other side.
    expect(verdict(seven(0.8), reason)).toBe('faster');
    expect(verdict(seven(0.88), reason)).toBe('inconclusive');
  });

  test('is explained on the lower side by a reason for that side alone', () => {
    const reason = { text: 'it locks less', downTo: 0.75 };
    expect(verdict(seven(0.8), reason)).toBe('explained');
    expect(verdict(seven(0.72), reason)).toBe('inconclusive');
    expect(verdict(seven(0.6), reason)).toBe('faster');
    expect(verdict(seven(1.2), reason)).toBe('slower');
  });

  test('decides the exit code, the worst first', () => {
    expect(exitCodeOf(['alike', 'explained'])).toBe(0);
    expect(exitCodeOf(['alike', 'faster', 'slower'])).toBe(1);
    for (const finding of ['faster', 'inconclusive', 'not measured'] as const) {
      expect(exitCodeOf(['alike', finding])).toBe(3);
    }
  });

  test('takes the ratio round by round', () => {
    const drifting = [100, 200, 400].map((ns) => ({ publicNs: ns, oursNs: ns * 1.2 }));
    expect(compare(drifting, { reason: null }).ratio).toMatchObject({
      median: 1.2,
      minimum: 1.2,
      maximum: 1.2,
    });
  });
});

describe('the report', () => {
  const taken = Array.from({ length: 7 }, (_, index) => ({ publicNs: 1_000 + index, oursNs: 2_000 }));
  const reason = { text: 'ours | counts', upTo: 2.5 };
  const explained = { ...pair, reason };
  const results: Measured[] = [
    { pair: explained, outcome: { rounds: taken, comparison: compare(taken, explained) } },
    { pair: { ...pair, name: 'absent' }, outcome: { notHere: 'perf is not installed' } },
  ];

  test('has every round, and one row a pair', () => {
    const lines = [...observationsCsv(results)].join('').split('\r\n');
    expect(lines.slice(0, 2)).toEqual(['pair,round,public_ns,ours_ns', 'pipe,1,1000,2000']);
    expect(lines).toHaveLength(9);
    expect([...peersCsv(results)].join('')).toBe(
      `pair,regime,public,ours,parameters,rounds,public_ns,public_ns_low,public_ns_high,ours_ns,ours_ns_low,ours_ns_high,ratio,ratio_low,ratio_high,verdict,conversion,reason\r
pipe,1core,perf bench sched pipe -T,os/pipe,switches=10 batches=2,7,1003,1000,1006,2000,2000,2000,${2000 / 1003},${2000 / 1006},2,explained,An operation is two hand-overs,ours | counts\r
absent,1core,perf bench sched pipe -T,os/pipe,switches=10 batches=2,0,,,,,,,,,,not measured,An operation is two hand-overs,perf is not installed\r
`,
    );
  });

  test('says what was not measured, and why', () => {
    const environment = { recordedAt: '2026-11-21T10:00:00.000Z', cpu: { model: 'Some CPU' } } as Environment;
    const text = peersMarkdown(results, environment, 7);
    expect(text).toContain('Some CPU, 2026-11-21; 7 rounds');
    expect(text).toMatch(
      /\| pipe +\| `os\/pipe` \| one +\| +1,003 \| +2,000 \| 1\.99 \(1\.99 to 2\.00\) \| explained/,
    );
    expect(text).toContain('An operation is two hand-overs. ours \\| counts (explains a ratio up to 2.5).\n');
    expect(text).toContain('Not measured: perf is not installed.\n');
    expect(text).not.toContain(packageRoot);
  });
});
