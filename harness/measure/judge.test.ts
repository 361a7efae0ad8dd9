import { describe, expect, test } from 'vitest';
import { Conversation } from '../contract/conversation.ts';
import { ContractError } from '../contract/decode.ts';
import type { Hold, Iteration, Resumed } from '../contract/messages.ts';
import { judge, type Evidence, type Expectation } from './judge.ts';

const manifest = { created: 10, completed: 10, peakAlive: 10, messages: 0, checksum: '45' };

const expectation: Expectation = {
  manifest,
  runtimeVersion: '1.27.4',
  probe: 'memory',
  parameters: {},
  regime: '1core',
  variant: {
    name: 'go/goroutine-sleep',
    witness: { kind: 'goroutines-waiting', tolerance: 1, probes: ['memory'], since: '1.26' },
  },
  holdsAtParked: true,
  verify: () => null,
  shortestNs: 0,
};

interface Changes {
  readonly hold?: Partial<Hold>;
  readonly resumed?: Partial<Resumed>;
  /** With a hold at `drained`, where so many have completed. */
  readonly drained?: number | null;
  readonly iteration?: Partial<Iteration['manifest']>;
  readonly version?: string;
}

function heard({
  hold = {},
  resumed = {},
  drained = null,
  iteration = {},
  version = '1.27.4',
}: Changes = {}): Conversation {
  const conversation = new Conversation({
    holds: drained === null ? ['parked'] : ['parked', 'drained'],
    iterations: 1,
    warmups: 0,
    distributions: [],
    measurements: [],
  });
  conversation.accept({ type: 'ready', protocol: 1, runtime: 'go', runtimeVersion: version, limits: {} });
  conversation.accept({
    type: 'hold',
    phase: 'parked',
    iteration: 0,
    elapsedNs: 1,
    created: 10,
    completed: 0,
    timeLeftNs: 5,
    witness: { kind: 'goroutines-waiting', count: 10 },
    ...hold,
  });
  conversation.accept({
    type: 'resumed',
    phase: 'parked',
    iteration: 0,
    completed: 0,
    timeLeftNs: 4,
    witness: null,
    ...resumed,
  });
  if (drained !== null) {
    const seen = {
      phase: 'drained',
      iteration: 0,
      completed: drained,
      timeLeftNs: null,
      witness: null,
    } as const;
    conversation.accept({ type: 'hold', ...seen, elapsedNs: 2, created: 10 });
    conversation.accept({ type: 'resumed', ...seen });
  }
  conversation.accept({
    type: 'iteration',
    iteration: 0,
    warmup: false,
    elapsedNs: 1,
    manifest: { ...manifest, ...iteration },
    measurements: {},
  });
  conversation.accept({ type: 'done' });
  return conversation;
}

function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    conversation: heard(),
    end: {
      exitCode: 0,
      signal: null,
      usage: null,
      launcherCpuNs: 0,
      leftovers: [],
      startFailure: null,
      lost: null,
    },
    broken: null,
    overrun: null,
    readings: [],
    stderrHead: '',
    stderrTail: '',
    oomKills: 0,
    terminated: false,
    wallNs: 1_000,
    ...changes,
  };
}

const end = (changes: Partial<Evidence['end']>): Evidence['end'] => ({ ...evidence().end, ...changes });
/** Heard up to the request, then nothing. */
const silent = () =>
  new Conversation({ holds: ['parked'], iterations: 1, warmups: 0, distributions: [], measurements: [] });

test('a sample that did all it should is ok, with its witness', () => {
  expect(judge(evidence(), expectation)).toEqual({
    status: 'ok',
    witness: { kind: 'goroutines-waiting', expected: 10, observed: 10 },
  });
});

test('whoever holds at drained has waited for the last task', () => {
  expect(judge(evidence({ conversation: heard({ drained: 10 }) }), expectation).status).toBe('ok');
  expect(judge(evidence({ conversation: heard({ drained: 9 }) }), expectation)).toEqual({
    status: 'failed',
    reason: 'wrong manifest: completed at drained expected 10, received 9',
  });
});

describe('less than the whole work is never ok', () => {
  test.each<[string, Changes, string, RegExp]>([
    ['fewer created', { hold: { created: 9 } }, 'failed', /created at parked expected 10, received 9/],
    ['fewer completed', { iteration: { completed: 9 } }, 'failed', /completed expected 10, received 9/],
    ['another checksum', { iteration: { checksum: '44' } }, 'failed', /checksum expected 45, received 44/],
    ['no checksum', { iteration: { checksum: null } }, 'failed', /checksum expected 45, received null/],
    [
      'messages that were not asked for',
      { iteration: { messages: 1 } },
      'failed',
      /messages expected 0, received 1/,
    ],
    ['fewer alive', { iteration: { peakAlive: 9 } }, 'not-attained', /9 of 10 tasks were alive at once/],
    [
      'more alive than there are',
      { iteration: { peakAlive: 11 } },
      'failed',
      /peakAlive expected 10, received 11/,
    ],
    [
      'one woken before the hold',
      { hold: { completed: 1 }, resumed: { completed: 1 } },
      'not-attained',
      /1 of 10/,
    ],
    ['one woken during the hold', { resumed: { completed: 1 } }, 'not-attained', /1 of 10 tasks had ended/],
    [
      'a deadline passed during the hold',
      { resumed: { timeLeftNs: -2e6 } },
      'not-attained',
      /passed 2.0 ms before/,
    ],
    [
      'a witness that saw fewer',
      { hold: { witness: { kind: 'goroutines-waiting', count: 8 } } },
      'failed',
      /expected 10 \(± 1\), observed 8/,
    ],
    [
      'a witness that saw more',
      { hold: { witness: { kind: 'goroutines-waiting', count: 12 } } },
      'failed',
      /observed 12/,
    ],
    ['another version', { version: '1.26.8' }, 'failed', /ran on version 1.26.8, expected 1.27.4/],
  ])('%s', (_, changes, status, reason) => {
    const judgement = judge(evidence({ conversation: heard(changes) }), expectation);
    expect(judgement).toMatchObject({ status, reason: expect.stringMatching(reason) });
  });
});

describe('impossible times', () => {
  test('an answer that came sooner than the wait', () => {
    expect(judge(evidence(), { ...expectation, shortestNs: 2 })).toMatchObject({
      status: 'failed',
      reason:
        'impossible time: elapsedNs expected at least 2, which the waits and the work asked for take, received 1',
    });
  });

  test('a timed region longer than the process lived', () => {
    expect(judge(evidence({ wallNs: 0 }), expectation)).toMatchObject({
      reason: expect.stringMatching(/impossible time/),
    });
  });
});

describe('witnesses', () => {
  test('within the tolerance they agree', () => {
    const conversation = heard({ hold: { witness: { kind: 'goroutines-waiting', count: 9 } } });
    expect(judge(evidence({ conversation }), expectation).status).toBe('ok');
  });

  test('a runtime from before the figure has no witness, and the row says so', () => {
    const conversation = heard({ hold: { witness: null }, version: '1.25.9' });
    const older: Expectation = { ...expectation, runtimeVersion: '1.25.9' };
    expect(judge(evidence({ conversation }), older)).toMatchObject({
      witness: { kind: 'none', observed: null },
    });
  });

  test.each(['1.26', '1.26.8', '1.27.4', '2.0.0'])(
    'a workload on version %s may not leave it out',
    (version) => {
      const conversation = heard({ hold: { witness: null }, version });
      expect(judge(evidence({ conversation }), { ...expectation, runtimeVersion: version })).toMatchObject({
        status: 'failed',
        reason: 'the witness is missing: goroutines-waiting expected 10, received none',
      });
    },
  );

  test('threads are counted from outside, and bound the tasks from below only', () => {
    const reading = {
      residentBytes: 1,
      peakBytes: 1,
      fileBytes: null,
      proportionalBytes: 1,
      processes: 1,
      heldNs: 1,
      source: 'proc' as const,
    };
    const readings = (threads: number) => [
      { ...reading, phase: 'baseline' as const, threads: 5 },
      { ...reading, phase: 'parked' as const, threads },
    ];
    const threads: Expectation = {
      ...expectation,
      variant: {
        name: 'go/locked-thread',
        witness: { kind: 'threads', tolerance: 0, probes: ['memory'], since: null },
      },
    };
    expect(judge(evidence({ readings: readings(15) }), threads).status).toBe('ok');
    expect(judge(evidence({ readings: readings(40) }), threads).status).toBe('ok');
    expect(judge(evidence({ readings: readings(14) }), threads)).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/threads expected 10/),
    });
  });
});

describe('how it ended', () => {
  test.each<[string, Partial<Evidence>, string, RegExp]>([
    [
      'not started',
      { end: end({ startFailure: 'exec: no such file' }) },
      'failed',
      /could not be started: exec/,
    ],
    [
      'a crash',
      { conversation: silent(), end: end({ exitCode: 2 }), stderrTail: 'panic: oh\n\ngoroutine 1' },
      'failed',
      /exit code 2: panic: oh/,
    ],
    [
      'a signal',
      { conversation: silent(), end: end({ exitCode: null, signal: 'SIGSEGV' }) },
      'failed',
      /signal SIGSEGV/,
    ],
    ['exit without done', { conversation: silent() }, 'failed', /ended before done: exit code 0/],
    ['exit code after done', { end: end({ exitCode: 1 }) }, 'failed', /failed after done: exit code 1/],
    [
      'a process left behind',
      { end: end({ leftovers: ['77 sleep 60'] }) },
      'failed',
      /left a process behind \(killed\): 77 sleep 60/,
    ],
    [
      'a broken contract',
      { broken: new ContractError('expected JSON', 'x') },
      'failed',
      /broke the contract: expected JSON/,
    ],
    [
      'the time limit',
      { overrun: { kind: 'timeout', text: 'still at work' }, terminated: true },
      'timeout',
      /still at work/,
    ],
    ['silence', { overrun: { kind: 'hung', text: 'no message' }, terminated: true }, 'hung', /no message/],
    [
      'killed by the kernel',
      { conversation: silent(), end: end({ exitCode: null, signal: 'SIGKILL' }), oomKills: 1 },
      'oom',
      /out of memory: signal SIGKILL/,
    ],
    [
      'V8 out of heap',
      {
        conversation: silent(),
        end: end({ exitCode: 134 }),
        stderrHead: '',
        stderrTail: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      },
      'oom',
      /heap out of memory/,
    ],
    [
      'Go out of memory',
      {
        conversation: silent(),
        end: end({ exitCode: 2 }),
        stderrHead: '',
        stderrTail: 'fatal error: runtime: out of memory',
      },
      'oom',
      /runtime: out of memory/,
    ],
  ])('%s', (_, changes, status, reason) => {
    expect(judge(evidence(changes), expectation)).toMatchObject({
      status,
      reason: expect.stringMatching(reason),
    });
  });

  test('a SIGKILL of our own is no lack of memory, even when the kernel killed something else meanwhile', () => {
    const judgement = judge(
      evidence({
        conversation: silent(),
        end: end({ exitCode: null, signal: 'SIGKILL' }),
        oomKills: 1,
        terminated: true,
      }),
      expectation,
    );
    expect(judgement.status).toBe('failed');
  });
});

describe('context switches, counted by the kernel', () => {
  const wanted = { created: 2, completed: 2, peakAlive: 2, messages: 10_000, checksum: '49995000' };
  const switching: Expectation = {
    ...expectation,
    manifest: wanted,
    holdsAtParked: false,
    variant: {
      name: 'os/futex',
      witness: {
        kind: 'context-switches',
        perMessage: { least: 0.98, most: 1.02 },
        regimes: ['1core'],
        probes: ['memory'],
      },
    },
  };

  function batches(counts: readonly number[], messages = wanted.messages): Evidence {
    const conversation = new Conversation({
      holds: [],
      iterations: counts.length - 1,
      warmups: 1,
      distributions: [],
      measurements: ['contextSwitches'],
    });
    conversation.accept({ type: 'ready', protocol: 1, runtime: 'os', runtimeVersion: '1.27.4', limits: {} });
    for (const [iteration, contextSwitches] of counts.entries()) {
      conversation.accept({
        type: 'iteration',
        iteration,
        warmup: iteration === 0,
        elapsedNs: 5,
        manifest: { ...wanted, messages },
        measurements: { contextSwitches },
      });
    }
    conversation.accept({ type: 'done' });
    return { ...evidence(), conversation };
  }

  test('as many as messages: ok, whatever the warm-up did', () => {
    expect(judge(batches([0, 10_000, 10_003]), switching)).toEqual({
      status: 'ok',
      witness: { kind: 'context-switches', expected: 19_600, observed: 20_003 },
    });
  });

  test.each([
    ['too few: some hand-overs never left the thread', [10_000, 9_000, 9_000]],
    ['too many', [10_000, 12_000, 13_000]],
  ])('%s', (_, counts) => {
    expect(judge(batches(counts), switching)).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^the witness disagrees: context-switches expected \d+ to \d+, observed/),
    });
  });

  test('few messages say nothing: a collection or a compiler thread would decide', () => {
    const few = { ...switching, manifest: { ...wanted, messages: 4_999 } };
    expect(judge(batches([0, 70, 70], 4_999), few)).toMatchObject({
      status: 'ok',
      witness: { kind: 'none' },
    });
  });

  test('more than the whole process had, by wait4, are made up', () => {
    const usage = {
      userNs: 1,
      systemNs: 1,
      minorFaults: 0,
      majorFaults: 0,
      voluntarySwitches: 15_000,
      involuntarySwitches: 4_999,
    };
    const claimed = batches([0, 10_000, 10_000]);
    expect(judge({ ...claimed, end: { ...claimed.end, usage } }, switching)).toMatchObject({
      reason:
        'the witness disagrees: context-switches of the batches are 20000, those of the whole process 19999',
    });
  });

  test('several CPUs say nothing', () => {
    expect(judge(batches([0, 3, 3]), { ...switching, regime: 'all' })).toEqual({
      status: 'ok',
      witness: { kind: 'none', expected: null, observed: null },
    });
  });
});

test("a scenario's own rule names what is wrong, and bounds of alive tasks hold on both sides", () => {
  const ruled: Expectation = { ...expectation, verify: () => 'more ran at once than the pool has workers' };
  expect(judge(evidence(), ruled)).toEqual({
    status: 'failed',
    reason: 'more ran at once than the pool has workers',
  });
  const bounded = (least: number, most: number): Expectation => ({
    ...expectation,
    variant: { name: 'go/pool', witness: null },
    manifest: { ...manifest, peakAlive: { least, most } },
  });
  expect(judge(evidence(), bounded(1, 10)).status).toBe('ok');
  expect(judge(evidence(), bounded(1, 9))).toMatchObject({
    reason: 'wrong manifest: peakAlive expected 1 to 9, received 10',
  });
  expect(judge(evidence(), bounded(11, 12))).toMatchObject({ status: 'failed' });
});

test('a crash is told by what it said first, however long its trace', () => {
  const trace = 'goroutine 1 [chan receive]:\n\t/src/line.go:53 +0x97';
  const crashed = evidence({
    conversation: new Conversation({
      holds: [],
      iterations: 1,
      warmups: 0,
      distributions: [],
      measurements: [],
    }),
    stderrHead: 'fatal error: all goroutines are asleep - deadlock!\n',
    stderrTail: trace,
    end: { ...evidence().end, exitCode: 2 },
  });
  expect(judge(crashed, expectation)).toEqual({
    status: 'failed',
    reason: 'ended before done: exit code 2: fatal error: all goroutines are asleep - deadlock!',
  });
});

test('a breach that was seen is told even where the end was not', () => {
  const lost = 'the launcher ended without a report';
  const end = { ...evidence().end, exitCode: null, lost };
  const broken = new ContractError('expected done, received rubbish', 'rubbish');
  expect(judge(evidence({ end, broken }), expectation)).toEqual({
    status: 'failed',
    reason: 'broke the contract: expected done, received rubbish',
  });
  expect(judge(evidence({ end }), expectation)).toEqual({
    status: 'failed',
    reason: `how it ended is not known: ${lost}`,
  });
});
