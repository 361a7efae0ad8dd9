import { describe, expect, test } from 'vitest';
import type { Noise, OkSample } from '../store/sample.ts';
import { noiseOf } from './noise-filter.ts';
import { defaultPolicy } from './policy.ts';

const limits = defaultPolicy.noise;

type Usage = NonNullable<OkSample['usage']>;

/** One second in which the sample had 800 ms of CPU time. */
function seen(noise: Partial<Noise>, usage: Partial<Usage> | null = {}) {
  return {
    noise: {
      wallNs: 1e9,
      foreignCpuNs: 0,
      stealNs: 0,
      throttledNs: 0,
      cpuPressureNs: 0,
      memoryPressureNs: 0,
      loadAverage: 0,
      frequencyHz: null,
      ...noise,
    },
    usage: usage && {
      userNs: 500e6,
      systemNs: 300e6,
      minorFaults: 0,
      majorFaults: 0,
      voluntarySwitches: 0,
      involuntarySwitches: 0,
      ...usage,
    },
  };
}

describe('each limit is kept at and exceeded beyond', () => {
  test.each([
    ['foreignCpuNs', 150e6, '16 % of a CPU used by other programs, more than 15 %', 160e6],
    // 88.8 of 800 + 88.8 ms is just below a tenth; 200 of 1,000 is a fifth.
    ['stealNs', 88.8e6, '20 % of the CPU time taken by the hypervisor, more than 10 %', 200e6],
    ['throttledNs', 20e6, '3 % of the time held back by the CPU limit, more than 2 %', 30e6],
  ] as const)('%s', (name, most, reason, more) => {
    expect(noiseOf(seen({ [name]: most }), limits)).toBeNull();
    expect(noiseOf(seen({ [name]: more }), limits)).toBe(reason);
  });

  test('to the nanosecond', () => {
    expect(noiseOf(seen({ foreignCpuNs: 150e6 + 1 }), limits)).not.toBeNull();
    expect(noiseOf(seen({ throttledNs: 20e6 + 1 }), limits)).not.toBeNull();
    // A tenth of what was wanted: 100 ms of 900 + 100.
    const nine = { userNs: 900e6, systemNs: 0 };
    expect(noiseOf(seen({ stealNs: 100e6 }, nine), limits)).toBeNull();
    expect(noiseOf(seen({ stealNs: 100e6 + 2 }, nine), limits)).not.toBeNull();
  });

  test('the policy’s limits, not only the usual ones', () => {
    expect(noiseOf(seen({ foreignCpuNs: 60e6 }), { ...limits, foreignCpu: 0.05 })).toBe(
      '6 % of a CPU used by other programs, more than 5 %',
    );
  });
});

test('what the machine does not tell is no noise', () => {
  expect(noiseOf(seen({ foreignCpuNs: null, stealNs: null, throttledNs: null }), limits)).toBeNull();
});

test('below two ticks of the kernel nothing is counted, however short the sample was', () => {
  const short = { wallNs: 30e6 };
  for (const name of ['foreignCpuNs', 'stealNs', 'throttledNs'] as const) {
    const usage = { userNs: 10e6, systemNs: 0 };
    expect(noiseOf(seen({ ...short, [name]: 20e6 - 1 }, usage), limits)).toBeNull();
    expect(noiseOf(seen({ ...short, [name]: 20e6 }, usage), limits)).not.toBeNull();
  }
});

test('without the CPU time, steal is held against the time that passed', () => {
  expect(noiseOf(seen({ stealNs: 111e6 }, null), limits)).toBeNull();
  expect(noiseOf(seen({ stealNs: 112e6 }, null), limits)).toBe(
    '10.1 % of the CPU time taken by the hypervisor, more than 10 %',
  );
});

describe('a head with more runnable threads', () => {
  test('is not filtered for waiting for its own CPUs', () => {
    expect(
      noiseOf(seen({ cpuPressureNs: 950e6, memoryPressureNs: 900e6, loadAverage: 60 }), limits),
    ).toBeNull();
  });

  test.each([0.02, 0.05, 0.099, 0.101, 0.2])(
    'loses as many samples where the hypervisor takes a share of %d of what is wanted',
    (share) => {
      // The hypervisor takes its share of the CPU time that is wanted: of two busy threads twice as much as of one.
      const threads = [1, 2, 4, 16].map((count) => {
        const wanted = count * 800e6;
        const own = { userNs: wanted * (1 - share), systemNs: 0 };
        return (
          noiseOf(
            seen({ stealNs: Math.round(wanted * share), cpuPressureNs: count * 200e6 }, own),
            limits,
          ) !== null
        );
      });
      expect(threads).toEqual(threads.map(() => share > 0.1));
    },
  );

  test('more CPU time of its own never makes a sample noisier', () => {
    for (const stealNs of [10e6, 30e6, 90e6, 200e6]) {
      const filtered = [0.1, 0.5, 1, 2, 8].map(
        (cpus) =>
          noiseOf(seen({ stealNs, foreignCpuNs: 100e6 }, { userNs: cpus * 1e9, systemNs: 0 }), limits) !==
          null,
      );
      expect(filtered).toEqual(filtered.toSorted((one, other) => Number(other) - Number(one)));
    }
  });
});

test('the sample’s own result is not looked at', () => {
  const given = { ...seen({ foreignCpuNs: 100e6 }), elapsedNs: 1, measurements: { any: 1 } };
  expect(noiseOf(given, limits)).toBe(
    noiseOf({ ...given, elapsedNs: 1e12, measurements: {} } as never, limits),
  );
});
