import type { OkSample, Sample } from '../store/sample.ts';

/** Above this share of the sample's time, what others did may show in the figures. Said, never filtered away. */
const noticeable = { foreignCpu: 0.05, steal: 0.01, throttled: 0.01 } as const;

/** Doubts about the figures of some samples, each with what it means. `attempts`: every attempt; `last`: those that count. */
export function warningsOf(attempts: readonly Sample[], last: readonly Sample[]): string[] {
  const ok = last.filter((sample) => sample.status === 'ok');
  const share = (ns: number | null, wallNs: number): number =>
    ns === null || wallNs === 0 ? 0 : ns / wallNs;
  const foreign = ok.filter(({ noise }) => share(noise.foreignCpuNs, noise.wallNs) > noticeable.foreignCpu);
  const stolen = ok.filter(({ noise }) => share(noise.stealNs, noise.wallNs) > noticeable.steal);
  const throttled = ok.filter(({ noise }) => share(noise.throttledNs, noise.wallNs) > noticeable.throttled);
  const repeated = attempts.length - last.length;
  const listed = ok.filter(({ phases }) => phases.some(({ source }) => source === 'ps'));
  const severalProcesses = ok.filter(({ phases }) => phases.some(({ processes }) => processes > 1));
  const usageless = ok.filter(({ usage }) => usage === null);
  const atOnce = ok.filter(({ phases }) => phases.some(({ phase }) => phase === 'parked'));
  const unwitnessed = unwitnessedVariants(atOnce);
  const of = (samples: readonly Sample[]): string => `${samples.length} of ${ok.length} samples`;
  return [
    foreign.length > 0 &&
      `other programs used more than 5 % of a CPU during ${of(foreign)}; times may be too long`,
    stolen.length > 0 &&
      `the hypervisor took more than 1 % of the time of ${of(stolen)}; times may be too long`,
    throttled.length > 0 && `the CPU limit held back ${of(throttled)}; times tell about the limit`,
    repeated > 0 &&
      `attempts that were repeated with a longer wait: ${repeated}; they stand in samples.csv and count for nothing here`,
    listed.length > 0 && `memory of ${of(listed)} comes from ps: there is no /proc here, and no peak`,
    severalProcesses.length > 0 &&
      `${of(severalProcesses)} had several processes; bytes per task and peaks are left out, memory.csv has the proportional sum`,
    usageless.length > 0 && `no CPU time for ${of(usageless)}: they ran without the launcher`,
    unwitnessed.length > 0 &&
      `nothing but the program's own count shows that all tasks were alive at once: ${unwitnessed.join(', ')}`,
  ].filter((warning) => warning !== false);
}

/**
 * Variants of which no sample has a witness. Some witnesses cost memory, so that only latency samples have one; it speaks
 * for the same program in the others.
 */
function unwitnessedVariants(samples: readonly OkSample[]): string[] {
  const variants = Map.groupBy(samples, ({ variant }) => variant);
  return [...variants]
    .filter(([, own]) => own.every(({ witness }) => witness.kind === 'none'))
    .map(([variant]) => variant);
}
