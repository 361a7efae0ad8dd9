import { Failure } from '../failure.ts';
import { probes, type Probe, type Regime } from '../model.ts';
import { didYouMean } from './nearest.ts';
import type { Flags } from './options.ts';
import { parseCount, parseDurationNs } from './parameters.ts';

/** Options that mean one thing, by their names in Flags. */
const singleOptions = [
  'suite',
  'runs',
  'budget',
  'cores',
  'probe',
  'seed',
  'timeout',
  'memoryLimit',
  'out',
  'resume',
  'from',
  'timeLimit',
  'format',
  'base',
  'baseline',
  'replay',
  'config',
  'calibration',
  'accept',
  'alarm',
  'harm',
  'q',
  'pairs',
  'name',
  'run',
  'chart',
  'scenario',
  'x',
  'y',
  'facet',
  'title',
  'theme',
  'log',
] as const;

/** Options whose names on the command line differ from those in Flags. */
export const spelling: Readonly<Record<string, string>> = {
  dryRun: 'dry-run',
  control: 'no-control',
  memoryLimit: 'memory-limit',
  timeLimit: 'time-limit',
  mergeBase: 'no-merge-base',
  selfTest: 'self-test',
  allowUnpaired: 'allow-unpaired',
  allowNodeOptions: 'allow-node-options',
};

/** yargs gives an array for an option named twice, and an empty text for one without its value. */
export function checkSingleOptions(flags: Flags): void {
  for (const name of singleOptions) {
    const value: unknown = flags[name];
    if (value === undefined || (typeof value === 'string' && value !== '')) continue;
    const received = Array.isArray(value) ? value.join(' and ') : 'nothing';
    const expected = Array.isArray(value) ? 'one value' : 'a value';
    throw new Failure('usage', `--${spelling[name] ?? name}: expected ${expected}, received ${received}`);
  }
}

/** No revision's name has any (git-check-ref-format), and in an error they would make lines of their own. */
export function refuseControlCharacters(option: string, revision: string): void {
  if (!/[\p{Cc}\u2028\u2029]/u.test(revision)) return;
  throw new Failure(
    'usage',
    `${option}: expected a branch, tag or commit, received control characters: ${JSON.stringify(revision)}`,
  );
}

export function requestsOf({ go = [], node = [] }: Flags) {
  return { go, node };
}

export function parseRegimes(text: string): Regime[] {
  return text.split(',').map((part) => {
    if (part === '1' || part === '1core') return '1core';
    if (part === 'all') return 'all';
    throw new Failure('usage', `--cores: expected 1, all or 1,all, received ${text}`);
  });
}

export function parseProbe(text: string): Probe {
  const probe = probes.find((name) => name === text);
  if (probe !== undefined) return probe;
  throw new Failure(
    'usage',
    `--probe: expected ${probes.join(' or ')}, received ${text}${didYouMean(text, probes)}`,
  );
}

/** @returns ns, at most a day. */
export function parseTime(option: string, text: string, least: string): number {
  const ns = parseDurationNs(text);
  if (ns !== null && ns >= (parseDurationNs(least) ?? 0) && ns <= 24 * 3600e9) return ns;
  throw new Failure(
    'usage',
    `${option}: expected a time from ${least} to 24h with its units h, m and s, such as 90s, 10m or 1h30m, received ${text}`,
  );
}

export function parseMemoryLimit(text: string): number {
  return number(
    '--memory-limit',
    text,
    1e6,
    1e15,
    'a size such as 500M or 2G (k, M and G may follow), in bytes',
  );
}

/** Of `--memory-limit`, bytes; null: none. @throws Failure where no limit could be kept to */
export function enforcedMemoryLimit({ memoryLimit }: Flags): number | null {
  if (memoryLimit === undefined) return null;
  const bytes = parseMemoryLimit(memoryLimit);
  if (process.platform === 'linux') return bytes;
  throw new Failure('usage', '--memory-limit: expected Linux, which alone enforces it; leave it out here');
}

export function number(option: string, text: string, minimum: number, maximum: number, what: string): number {
  // 1m would be a million seconds to parseCount, and a minute to its reader.
  const value = what === 'seconds' ? (/^\d+(\.\d+)?$/.test(text) ? Number(text) : null) : parseCount(text);
  if (value === null || value < minimum || value > maximum) {
    throw new Failure('usage', `${option}: expected ${what} from ${minimum} to ${maximum}, received ${text}`);
  }
  return value;
}
