/** The reports of a run, each a file in its folder. To add one: its file, and its line here. */
import { crossoversCsv } from './crossovers-csv.ts';
import { dataPackage } from './datapackage.ts';
import { biggerIsBetter, smallerIsBetter } from './github-action-benchmark.ts';
import { benchmarksText } from './go-benchmark.ts';
import { latencyCsv } from './latency-csv.ts';
import { memoryCsv } from './memory-csv.ts';
import { reportMd } from './report-md.ts';
import type { ReportFormat } from './report.ts';
import { samplesCsv } from './samples-csv.ts';
import { summaryCsv } from './summary-csv.ts';

export const reportFormats: readonly ReportFormat[] = [
  samplesCsv,
  summaryCsv,
  latencyCsv,
  memoryCsv,
  crossoversCsv,
  reportMd,
  benchmarksText,
  smallerIsBetter,
  biggerIsBetter,
  dataPackage,
];
