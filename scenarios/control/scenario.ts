import {
  defineScenario,
  type DerivedMetric,
  type IterationRecord,
  type MeasuredMetric,
  type Needs,
  type Parameters,
} from '../../harness/model.ts';
import { spun } from '../cpu-unit.ts';
import { median } from '../median.ts';

const mebibyte = 1024 * 1024;
const warmups = 3;
const iterations = 7;

const needsOfGo = (): Needs => ({ memoryBytes: 32 * mebibyte, threads: 16, mappings: 1_000 });
const needsOfNode = (): Needs => ({ memoryBytes: 96 * mebibyte, threads: 16, mappings: 1_000 });

const integerLoops = ['go/integer-loop', 'node/integer-loop'] as const;

/** The median of the measured iterations' times, divided by a parameter. */
function timePer(parameter: 'units' | 'switches') {
  return (taken: readonly IterationRecord[], parameters: Parameters): number | null => {
    const measured = taken.filter(({ warmup }) => !warmup);
    return median(measured.map(({ elapsedNs }) => elapsedNs / Number(parameters[parameter])));
  };
}

const unitTime: DerivedMetric = {
  name: 'unit_time',
  variants: integerLoops,
  unit: 'ns/unit',
  direction: 'lower-is-better',
  description: 'Time of one CPU unit (500 steps of xorshift32); the median of the measured iterations',
  derive: timePer('units'),
};

const futexSwitchTime: DerivedMetric = {
  name: 'futex_switch_time',
  variants: ['os/futex'],
  unit: 'ns/switch',
  direction: 'lower-is-better',
  description: 'Time of one hand-over between two kernel threads; the median of the measured iterations',
  derive: timePer('switches'),
};

const contextSwitches: MeasuredMetric = {
  name: 'context_switches',
  wire: 'contextSwitches',
  perUnit: false,
  unit: 'count',
  direction: 'none',
  description:
    'Context switches of all threads during an iteration, voluntary and involuntary, as counted by the kernel (getrusage)',
};

export default defineScenario({
  name: 'control',
  question: 'Did the machine stay the same during the run?',
  levels: {
    'integer-loop': 'one thread that computes',
    futex: 'two kernel threads that hand over to each other',
  },
  parameters: {
    switches: {
      kind: 'count',
      description: 'hand-overs of one iteration; of os/futex only',
      minimum: 2,
      maximum: 100_000_000,
      default: 2_000,
    },
    units: {
      kind: 'count',
      description: 'CPU units of one iteration; of the integer loops only',
      minimum: 1,
      maximum: 1_000_000,
      default: 5_000,
    },
  },
  sizeParameter: 'units',
  variants: [
    {
      name: 'go/integer-loop',
      level: 'integer-loop',
      description: 'the CPU unit in a goroutine',
      tuning: 'default',
      needs: needsOfGo,
      witness: null,
    },
    {
      name: 'node/integer-loop',
      level: 'integer-loop',
      description: 'the CPU unit on the main thread',
      tuning: 'default',
      needs: needsOfNode,
      witness: null,
    },
    {
      name: 'os/futex',
      level: 'futex',
      description: 'two kernel threads, FUTEX_WAIT and FUTEX_WAKE on one word',
      tuning: 'default',
      needs: needsOfGo,
      witness: {
        kind: 'context-switches',
        perMessage: { least: 0.98, most: 1.02 },
        regimes: ['1core'],
        probes: ['memory'],
      },
      platforms: ['linux'],
    },
  ],
  pilot: null,
  probes: ['memory'],
  repetition: () => ({ warmups, iterations }),
  holds: { memory: [], latency: [] },
  expectedManifest: (parameters, _probe, variant) => {
    if (variant === 'os/futex') {
      const switches = BigInt(parameters['switches'] ?? 0);
      return {
        created: 2,
        completed: 2,
        peakAlive: 2,
        messages: Number(switches),
        checksum: String((switches * (switches - 1n)) / 2n),
      };
    }
    const checksum = String(spun(1, Number(parameters['units'])));
    return { created: 1, completed: 1, peakAlive: 1, messages: 0, checksum };
  },
  measurements: { memory: [contextSwitches], latency: [] },
  derived: { memory: [unitTime, futexSwitchTime], latency: [] },
  ratios: [],
  gated: [{ metric: 'elapsed', growsWithSize: false }],
  distributions: [],
  shown: {
    terminal: ['unit_time', 'futex_switch_time', 'cpu'],
    report: ['unit_time', 'futex_switch_time', 'cpu', 'context_switches', 'elapsed'],
  },
  // No machine does a unit, or a hand-over, in a nanosecond.
  shortestNs: (parameters, _, variant) => Number(parameters[variant === 'os/futex' ? 'switches' : 'units']),
  // A thousand times what either takes on a slow machine.
  timeLimitNs: (parameters) =>
    60e9 + (Number(parameters['units']) + Number(parameters['switches'])) * (warmups + iterations) * 1e6,
  suites: {
    smoke: {
      runs: 1,
      entries: [
        {
          variants: [...integerLoops, 'os/futex'],
          parameters: { switches: [10], units: [10] },
          regimes: ['1core', 'all'],
          probes: ['memory'],
        },
      ],
    },
    control: {
      runs: 1,
      entries: [
        {
          variants: [...integerLoops, 'os/futex'],
          parameters: {},
          regimes: ['1core'],
          probes: ['memory'],
        },
      ],
    },
  },
});
