/** How a report's tables are read; names of ours stand in backticks, and a line may end anywhere. */
export const readingNotes: readonly string[] = [
  "Each figure is a median over n samples, and each sample is a fresh process. ± is the farther end of the median's interval\n" +
    '(order statistics, coverage at least 95 %) as a share of the median; both ends are in `summary.csv`. It needs n ≥ 6.',
  'Overlapping intervals do not show that two cases are equal, nor is a table of many rows a test of each pair.',
  "Levels are different things (a timer is no suspended computation), so they have separate tables, in the plan's order.",
  'Memory and latency come from separate processes: keeping a latency for each task costs as much memory as a timer.',
  '`bytes_per_task` divides by the number of tasks and so holds a share of what the runtime needs anyway; the slope does not.',
  "A parked task's memory and the peak rank variants differently, and a low peak can be bought with slow creation: read them\n" +
    'beside each other, and `cpu` beside `elapsed`.',
  'Which variant is better can be asked only of rows that share regime and parameters. `not comparable` over a table names rows that cannot\n' +
    'be held against others, and why.',
  'A variant beats another at a swept value when the whole interval of the median ratio, taken round by round, lies on its side. A crossover lies\n' +
    'between the last value at which it is beaten and the first at which it beats; ≈ is where the medians cross in between, by interpolation.',
  'MB = 10^6 bytes, B = bytes. The files hold base units: `samples.csv` every value, `summary.csv` these figures,\n' +
    '`latency.csv` percentile curves, `memory.csv` bytes by phase, `crossovers.csv` where one variant begins to beat another.\n' +
    '`datapackage.json` describes each column.',
];
