import { formatBytes, formatCount } from '../measure/fit.ts';
import { plainTable, type TextColumn } from '../reports/text-table.ts';
import { formatDuration } from './progress.ts';

/** What was found of one variant on one version of its runtime. */
export interface LargestResult {
  readonly scenario: string;
  readonly variant: string;
  readonly runtime: string;
  readonly runtimeVersion: string;
  /** The largest size of which all were alive at once; null: none was. */
  readonly largest: {
    readonly size: number;
    /** Bytes. */
    readonly peak: number | null;
    /** Of the timed region, ns. */
    readonly elapsed: number;
    /** From before the process started until after its end, ns. */
    readonly wall: number;
  } | null;
  /** The smallest size of which not all were; null: none was tried. */
  readonly smallestNot: {
    readonly size: number;
    readonly status: string;
    readonly limit: string | null;
    readonly reason: string;
  } | null;
  /** Why the search ended: `found`, or what is open is not known. */
  readonly end: 'found' | 'parameter-maximum' | 'none' | 'time-limit' | 'interrupted';
}

const columns: readonly TextColumn[] = [
  { title: 'variant', unit: '', align: 'left' },
  { title: 'runtime', unit: '', align: 'left' },
  { title: 'largest', unit: '', align: 'right' },
  { title: 'peak', unit: '', align: 'right' },
  { title: 'elapsed', unit: '', align: 'right' },
  { title: 'smallest not', unit: '', align: 'right' },
  { title: 'because of', unit: '', align: 'left' },
];

/** The results for a terminal, and under them what the samples said that were not alive. */
export function largestText(
  results: readonly LargestResult[],
  sizeParameter: string,
  memoryBytes: number,
): string {
  const rows = results.map(({ variant, runtime, runtimeVersion, largest, smallestNot, end }) => [
    variant,
    `${runtime}@${runtimeVersion}`,
    largest === null ? 'none' : formatCount(largest.size),
    largest === null || largest.peak === null ? '–' : formatBytes(largest.peak),
    largest === null ? '–' : formatDuration(largest.elapsed / 1e6),
    smallestNot === null ? '–' : formatCount(smallestNot.size),
    smallestNot === null ? endWords[end] : (smallestNot.limit ?? smallestNot.status),
  ]);
  const notes = results.flatMap(({ variant, runtime, runtimeVersion, smallestNot, end }) => {
    const who = `${variant} ${runtime}@${runtimeVersion}`;
    return [
      ...(smallestNot === null
        ? []
        : [
            `${who}, ${sizeParameter}=${smallestNot.size}: ${smallestNot.status}: ${smallestNot.reason.replaceAll(/\s+/g, ' ')}`,
          ]),
      ...(end === 'time-limit' || end === 'interrupted' ? [`${who}: ${endWords[end]}`] : []),
    ];
  });
  return [
    `The largest number of ${sizeParameter} all alive at once, one sample a size; samples may take ${formatBytes(memoryBytes)} of memory`,
    '',
    plainTable({ columns, rows }),
    ...notes,
    '',
  ].join('\n');
}

const endWords: Readonly<Record<LargestResult['end'], string>> = {
  found: '',
  'parameter-maximum': 'the most that the parameter takes',
  none: 'nothing was tried',
  'time-limit': 'not finished: --time-limit',
  interrupted: 'not finished: interrupted',
};
