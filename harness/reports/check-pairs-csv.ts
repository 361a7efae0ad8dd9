import { hypothesesOf } from '../gate/check-evidence.ts';
import type { Arm } from '../gate/evidence.ts';
import { noiseOf } from '../gate/noise-filter.ts';
import { metricValue } from '../metrics.ts';
import type { Scenario } from '../model.ts';
import type { PairLine } from '../store/check-folder.ts';
import { checkCsv, identityCells, pairsFile, type CheckRow } from './check-columns.ts';
import type { CheckReportFormat, JudgedCheck } from './judged-check.ts';

/** From the stored lines and not from the evidence: a pair that was interrupted or failed keeps what was seen of it. */
export const checkPairsCsv: CheckReportFormat = {
  file: pairsFile.file,
  write: (check) => checkCsv(pairsFile, rows(check)),
};

function* rows(check: JudgedCheck): Iterable<CheckRow<typeof pairsFile>> {
  const { plan, lines, scenarios } = check;
  const cells = new Map(plan.cells.map((cell) => [cell.id, cell]));
  for (const both of Map.groupBy(lines, ({ pair }) => pair).values()) {
    const [one] = both;
    const cell = one && cells.get(one.cell);
    if (one === undefined || cell === undefined) continue;
    const scenario = scenarios.find(({ name }) => name === cell.head.scenario);
    if (scenario === undefined) throw new Error(`there is no scenario ${cell.head.scenario}`);
    const of = (arm: Arm) => both.find((line) => line.arm === arm);
    const [base, head] = [seenOf(of('base'), check), seenOf(of('head'), check)];
    for (const hypothesis of hypothesesOf(cell)) {
      yield {
        ...identityCells(plan, cell, hypothesis),
        round: one.round,
        pair: one.pair,
        first: firstOf(one),
        base: valueOf(of('base'), scenario, hypothesis.metric),
        head: valueOf(of('head'), scenario, hypothesis.metric),
        base_noisy: base.noisy,
        head_noisy: head.noisy,
        base_foreign_cpu_ns: base.foreignCpuNs,
        head_foreign_cpu_ns: head.foreignCpuNs,
        base_steal_ns: base.stealNs,
        head_steal_ns: head.stealNs,
        base_wall_ns: base.wallNs,
        head_wall_ns: head.wallNs,
        base_status: base.status,
        head_status: head.status,
      };
    }
  }
}

/** Of a pair of which one line is missing, the other one tells too. */
function firstOf({ arm, position }: PairLine): Arm {
  if (position === 0) return arm;
  return arm === 'base' ? 'head' : 'base';
}

function seenOf(line: PairLine | undefined, { plan }: JudgedCheck) {
  if (line === undefined || line.sample.status === 'skipped') {
    const status = line?.sample.status ?? null;
    return { status, noisy: null, foreignCpuNs: null, stealNs: null, wallNs: null };
  }
  const { status, noise } = line.sample;
  const { foreignCpuNs, stealNs, wallNs } = noise;
  return { status, noisy: noiseOf(line.sample, plan.policy.noise), foreignCpuNs, stealNs, wallNs };
}

function valueOf(line: PairLine | undefined, scenario: Scenario, metric: string): number | null {
  return line?.sample.status === 'ok' ? metricValue(line.sample, scenario, metric) : null;
}
