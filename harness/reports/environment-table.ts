import type { Revision } from '../store/revision.ts';
import type { Environment } from '../store/environment.ts';
import type { Plan } from '../store/plan.ts';
import { formatCount, formatFigure } from './quantity.ts';

/** What a reader needs to judge whether another machine's figures can be held beside these. Unknown things are left out. */
export function environmentRows(plan: Plan, environment: Environment): (readonly [string, string])[] {
  return [
    ['date', plan.createdAt],
    [
      'Interleave',
      `${plan.version}, ${plan.suite === null ? 'no suite' : `suite ${plan.suite}`}, ${plan.runs} rounds, seed ${plan.seed}`,
    ],
    ...machineRows(environment),
  ];
}

/** What of it does not follow from a plan. */
export function machineRows(environment: Environment): (readonly [string, string])[] {
  const { cpu, memory, limits, load, firstTouch } = environment;
  const rows: readonly (readonly [string, string | null])[] = [
    ['revision', revisionText(environment.revision ?? null)],
    ...environment.runtimes.map(({ runtime, version }) => [runtime, version] as const),
    [
      'machine',
      joined([
        environment.platform,
        environment.architecture,
        environment.distribution,
        environment.virtualisation,
      ]),
    ],
    ['kernel', environment.kernel],
    [
      'CPU',
      joined([
        cpu.model,
        `${cpu.allowed.length} of ${cpu.online} CPUs allowed`,
        prefixed('quota of ', cpu.quota),
        prefixed('governor ', cpu.governor),
        prefixed('microcode ', cpu.microcode),
        cpu.siblings.length === 0 ? null : `CPUs that share a core: ${cpu.siblings.join(' ')}`,
      ]),
    ],
    [
      'memory',
      joined([
        `${megabytes(memory.totalBytes)}, ${megabytes(memory.availableBytes)} available`,
        memory.limitBytes === null ? null : `limit ${megabytes(memory.limitBytes)}`,
        memory.swapTotalBytes === null ? null : `swap ${megabytes(memory.swapTotalBytes)}`,
        prefixed('huge pages ', memory.hugePages),
        prefixed('overcommit ', memory.overcommit),
      ]),
    ],
    ['limits', limits.maxMapCount === null ? null : `max_map_count ${formatCount(limits.maxMapCount)}`],
    [
      'load before',
      joined([
        prefixed('average ', load.average1m),
        load.foreignCpu === null ? null : `others used ${formatFigure(load.foreignCpu)} of a CPU`,
      ]),
    ],
    [
      'first touch',
      firstTouch.mode === 'reserve'
        ? `${megabytes(firstTouch.reservedBytes)} held between samples, so that every sample finds memory in one state`
        : 'none: memory that lay free for long costs more to touch, so times may depend on the order',
    ],
    ['cleanup', environment.cleanup],
    ['variables', joined(Object.entries(environment.variables).map(([name, value]) => `${name}=${value}`))],
  ];
  return rows.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const]));
}

function revisionText(revision: Revision | null): string | null {
  if (revision === null) return null;
  const commit = `commit ${revision.commit.slice(0, 12)}`;
  return revision.clean ? commit : `${commit}, with changes that are not in it`;
}

function megabytes(bytes: number): string {
  return `${formatFigure(bytes / 1e6)} MB`;
}

function prefixed(prefix: string, value: string | number | null): string | null {
  return value === null ? null : `${prefix}${value}`;
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(', ');
}
