import type { OkSample } from '../store/sample.ts';

/** Above this share of the sample's time, what others did may show in the figures. Said, never filtered away. */
const noticeable = { foreignCpu: 0.05, steal: 0.01, throttled: 0.01 } as const;

/** What an ok sample gives to doubt. */
export interface Doubts {
  readonly foreign: boolean;
  readonly stolen: boolean;
  readonly throttled: boolean;
  /** Its memory was read by ps. */
  readonly listed: boolean;
  readonly severalProcesses: boolean;
  readonly usageless: boolean;
  /** All its tasks were to be alive at once. */
  readonly atOnce: boolean;
  readonly unwitnessed: boolean;
}

interface Doubted {
  readonly of: { readonly variant: string };
  /** Null for a sample that is not ok. */
  readonly figures: { readonly doubts: Doubts } | null;
}

export function doubtsOf({ noise, phases, usage, witness }: OkSample): Doubts {
  const share = (ns: number | null): number => (ns === null || noise.wallNs === 0 ? 0 : ns / noise.wallNs);
  return {
    foreign: share(noise.foreignCpuNs) > noticeable.foreignCpu,
    stolen: share(noise.stealNs) > noticeable.steal,
    throttled: share(noise.throttledNs) > noticeable.throttled,
    listed: phases.some(({ source }) => source === 'ps'),
    severalProcesses: phases.some(({ processes }) => processes > 1),
    usageless: usage === null,
    atOnce: phases.some(({ phase }) => phase === 'parked'),
    unwitnessed: witness.kind === 'none',
  };
}

/** Doubts about the figures of some samples, each with what it means. `attempts`: every attempt; `last`: those that count. */
export function warningsOf(attempts: readonly Doubted[], last: readonly Doubted[]): string[] {
  const ok = last.flatMap(({ of, figures }) => (figures === null ? [] : [{ ...of, ...figures.doubts }]));
  const foreign = ok.filter((sample) => sample.foreign);
  const stolen = ok.filter((sample) => sample.stolen);
  const throttled = ok.filter((sample) => sample.throttled);
  const repeated = attempts.length - last.length;
  const listed = ok.filter((sample) => sample.listed);
  const severalProcesses = ok.filter((sample) => sample.severalProcesses);
  const usageless = ok.filter((sample) => sample.usageless);
  const atOnce = ok.filter((sample) => sample.atOnce);
  const unwitnessed = unwitnessedVariants(atOnce);
  const of = (samples: readonly unknown[]): string => `${samples.length} of ${ok.length} samples`;
  return [
    foreign.length > 0 &&
      `other programs used more than 5 % of a CPU during ${of(foreign)}; times may be too long: end what else runs (interleave doctor measures it), or rely on memory alone`,
    stolen.length > 0 &&
      `the hypervisor took more than 1 % of the time of ${of(stolen)}; times may be too long: take the run at another hour or on a machine of your own, and compare ratios`,
    throttled.length > 0 &&
      `the CPU limit held back ${of(throttled)}; times tell about the limit: raise it, or choose --cores 1`,
    repeated > 0 &&
      `attempts that were repeated with a longer wait: ${repeated}; they stand in samples.csv and count for nothing here`,
    listed.length > 0 &&
      `memory of ${of(listed)} comes from ps: there is no /proc here, and no peak; Linux has both`,
    severalProcesses.length > 0 &&
      `${of(severalProcesses)} had several processes; bytes per task and peaks are left out: see the proportional sum in memory.csv`,
    usageless.length > 0 &&
      `no CPU time for ${of(usageless)}: they ran without the launcher; install Go, which builds it`,
    unwitnessed.length > 0 &&
      `nothing but the program's own count shows that all tasks were alive at once: ${unwitnessed.join(', ')}`,
  ].filter((warning) => warning !== false);
}

/**
 * Variants of which no sample has a witness. Some witnesses cost memory, so that only latency samples have one; it speaks
 * for the same program in the others.
 */
function unwitnessedVariants(samples: readonly { variant: string; unwitnessed: boolean }[]): string[] {
  const variants = Map.groupBy(samples, ({ variant }) => variant);
  return [...variants].filter(([, own]) => own.every((one) => one.unwitnessed)).map(([variant]) => variant);
}
