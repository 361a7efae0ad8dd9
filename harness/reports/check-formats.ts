/** The files that a check leaves beside its pairs. To add one: its file, and its line here. */
import { verdictsJson } from './check-json.ts';
import { checkMd } from './check-markdown.ts';
import { checkPairsCsv } from './check-pairs-csv.ts';
import { baseBenchmarks, headBenchmarks } from './go-benchmark.ts';
import type { CheckReportFormat } from './judged-check.ts';
import { verdictsCsv } from './verdicts-csv.ts';

export const checkReportFormats: readonly CheckReportFormat[] = [
  checkPairsCsv,
  verdictsCsv,
  verdictsJson,
  checkMd,
  baseBenchmarks,
  headBenchmarks,
];
