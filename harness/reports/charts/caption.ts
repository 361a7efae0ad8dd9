import type { Environment } from '../../store/environment.ts';

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
export function intervalLine(counts: readonly number[], hasIntervals: boolean): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const n = least === most ? `n ${least}` : `n ${least}–${most}`;
  const what = hasIntervals
    ? 'marks are medians over fresh processes, bars their 95 % intervals'
    : 'marks are medians over fresh processes; no interval: n < 6';
  return `${n}: ${what}`;
}
