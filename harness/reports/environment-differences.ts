import type { Environment } from '../store/environment.ts';
import { formatFigure } from './quantity.ts';

/** A recorded environment with the version of Interleave that recorded it. */
export interface RecordedBy {
  readonly version: string;
  readonly environment: Environment;
}

/**
 * In what two environments differ so that figures may differ for that reason: `CPU model: A and B`. What changes from minute to
 * minute (load, available memory, uptime) is none of it, nor is what names the same thing elsewhere, as a path does.
 */
export function environmentDifferences(base: RecordedBy, head: RecordedBy): string[] {
  const ofHead = new Map(traits(head));
  const ofBase = new Map(traits(base));
  return [...new Set([...ofBase.keys(), ...ofHead.keys()])].flatMap((name) => {
    const [one, other] = [ofBase.get(name) ?? 'none', ofHead.get(name) ?? 'none'];
    return one === other ? [] : [`${name}: ${one} and ${other}`];
  });
}

function traits({ version, environment }: RecordedBy): (readonly [string, string])[] {
  const { cpu, memory, firstTouch } = environment;
  return [
    ['Interleave', version],
    ['platform', `${environment.platform} ${environment.architecture}`],
    ['kernel', environment.kernel],
    ['virtualisation', text(environment.virtualisation)],
    ['CPU model', text(cpu.model)],
    ['microcode', text(cpu.microcode)],
    ['CPUs allowed', String(cpu.allowed.length)],
    ['CPU quota', text(cpu.quota)],
    ['governor', text(cpu.governor)],
    ['memory', `${formatFigure(memory.totalBytes / 1e6)} MB`],
    ['memory limit', memory.limitBytes === null ? 'none' : `${formatFigure(memory.limitBytes / 1e6)} MB`],
    ['huge pages', text(memory.hugePages)],
    ['overcommit', text(memory.overcommit)],
    // Several versions of one runtime may have been measured.
    ...[...Map.groupBy(environment.runtimes, ({ runtime }) => runtime)].map(
      ([runtime, own]) => [runtime, [...new Set(own.map((one) => one.version))].sort().join(', ')] as const,
    ),
    [
      'variables',
      Object.entries(environment.variables)
        .map(([name, value]) => `${name}=${value}`)
        .sort()
        .join(' ') || 'none',
    ],
    ['cleanup', environment.cleanup],
    ['first touch', firstTouch.mode],
  ];
}

function text(value: string | number | null): string {
  return value === null ? 'unknown' : String(value);
}
