import type { Environment } from '../../store/environment.ts';
import type { PlannedCase } from '../../store/plan.ts';
import { formatCount } from '../quantity.ts';
import type { Run } from '../report.ts';

/**
 * The lines under the title of a run's picture.
 * @param shared what is the same in all marks, as words
 * @param told how its marks are to be read
 */
export function captionOf(
  run: Run,
  note: string | undefined,
  shared: readonly string[],
  told: readonly string[],
  shown: readonly { readonly case: PlannedCase }[],
): string[] {
  return [
    ...(note === undefined ? [] : [note]),
    ...(shared.length === 0 ? [] : [shared.join(', ')]),
    ...told,
    machineLine(
      run.environment,
      run.plan.createdAt,
      shown.map(({ case: { runtime, runtimeVersion } }) => `${runtime} ${runtimeVersion}`),
    ),
  ];
}

/** The machine and the day, as every picture names them. */
export function machineLine(
  environment: Environment,
  createdAt: string,
  runtimes: readonly string[],
): string {
  const { cpu, memory, platform, architecture, virtualisation } = environment;
  const machine = [
    `${cpu.model}`,
    `${cpu.allowed.length} ${cpu.allowed.length === 1 ? 'CPU' : 'CPUs'}`,
    `${Math.round(memory.totalBytes / 1e9)} GB`,
    `${platform} ${architecture}${virtualisation === null || virtualisation === 'none' ? '' : ` (${virtualisation})`}`,
  ].join(', ');
  return [machine, [...new Set(runtimes)].sort().join(', '), createdAt.slice(0, 10)]
    .filter((part) => part !== '')
    .join(' · ');
}

/** `n 6`, `n 5–6` and what is drawn around a mark. */
export function intervalLine(
  summaries: readonly { readonly n: number; readonly interval: unknown }[],
  drawn: 'bars' | 'bands',
): string {
  const n = `n ${countRange(summaries.map((summary) => summary.n))}`;
  const without = summaries.filter(({ interval }) => interval === null).length;
  if (without === summaries.length) return `${n}: marks are medians over fresh processes; no interval: n < 6`;
  const exception = without === 0 ? '' : '; none where n < 6';
  return `${n}: marks are medians over fresh processes, ${drawn} their 95 % intervals${exception}`;
}

/** `6`, `5–6` */
export function countRange(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? formatCount(least) : `${formatCount(least)}–${formatCount(most)}`;
}
