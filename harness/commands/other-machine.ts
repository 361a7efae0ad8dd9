import { machineOf, type Machine } from '../store/calibration.ts';
import type { Environment } from '../store/environment.ts';

const titles: Readonly<Record<keyof Machine, string>> = {
  cpu: 'CPU',
  cpus: 'CPUs',
  architecture: 'architecture',
  platform: 'platform',
  virtualisation: 'virtualisation',
};

/**
 * What makes another machine than base's of this one, so that their figures cannot be held beside each other; null: nothing.
 * Two CPUs without a name are not known to be the same.
 */
export function otherMachine(base: Environment, here: Environment): string | null {
  const [before, now] = [machineOf(base), machineOf(here)];
  const differences = (Object.keys(titles) as (keyof Machine)[]).flatMap((key) =>
    before[key] === now[key] ? [] : [difference(titles[key], before[key], now[key])],
  );
  if (before.cpu === null && now.cpu === null) differences.push('this machine does not tell what CPU it has');
  return differences.length === 0 ? null : differences.join(', ');
}

/** What differs on one and the same machine and may move its figures: a doubt, and no reason to decide nothing. */
export function machineDoubts(base: Environment, here: Environment): string[] {
  return [
    ...(base.kernel === here.kernel ? [] : [difference('kernel', base.kernel, here.kernel)]),
    ...(base.cpu.quota === here.cpu.quota
      ? []
      : [difference('limit in CPUs', base.cpu.quota ?? 'none', here.cpu.quota ?? 'none')]),
    ...(base.cpu.governor === here.cpu.governor
      ? []
      : [difference('governor', base.cpu.governor, here.cpu.governor)]),
  ];
}

/** Versions of which one side has others; a runtime that only one side has is left out. */
export function runtimeChanges(
  base: Pick<Environment, 'runtimes'>,
  here: Pick<Environment, 'runtimes'>,
): string[] {
  const names = [...new Set(base.runtimes.map(({ runtime }) => runtime))];
  const versions = ({ runtimes }: Pick<Environment, 'runtimes'>, name: string): string =>
    runtimes
      .filter(({ runtime }) => runtime === name)
      .map(({ version }) => version)
      .toSorted()
      .join(' and ');
  return names.flatMap((name) => {
    const [before, now] = [versions(base, name), versions(here, name)];
    return before === now || now === '' ? [] : [difference(name, before, now)];
  });
}

function difference(title: string, before: string | number | null, now: string | number | null): string {
  return `${title} ${before ?? 'unknown'} then, ${now ?? 'unknown'} now`;
}
