/** The rows of a level's table held against each other in its first figure, as far as they may be. */
import { runtimeOf } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';
import type { Match } from './comparison-matches.ts';
import { compareWithin, type Comparison } from './comparisons.ts';
import { choosePanels } from './charts/measured-points.ts';
import type { Headline, LevelTable } from './level-tables.ts';
import type { Run } from './report.ts';

/** Rows of one level and one regime, equal in all parameters. */
export interface HeadlineGroup {
  readonly table: LevelTable;
  readonly headline: Headline;
  /** In the table's order. */
  readonly cases: readonly PlannedCase[];
}

export interface ComparedGroup extends HeadlineGroup {
  readonly comparisons: readonly Comparison[];
}

/**
 * Of each level and regime the rows that stand together in its headline chart: of those that share all parameters the most
 * there are, at their defaults, at the largest size.
 */
export function headlineGroups(tables: readonly LevelTable[]): HeadlineGroup[] {
  return tables.flatMap((table) => {
    const { headline, scenario } = table;
    if (headline === null) return [];
    const points = headline.rows.filter(({ figure }) => figure !== null);
    const regimes = [...new Set(points.map((point) => point.case.regime))];
    return regimes.flatMap((regime) =>
      choosePanels(points, scenario, { regime }, false)
        .filter((panel) => panel.points.length > 1)
        .map((panel) => ({ table, headline, cases: panel.points.map((point) => point.case) })),
    );
  });
}

/** Every other row of a group against its first. */
export function againstFirst({ cases }: HeadlineGroup): Match[] {
  const [base, ...others] = cases;
  return base === undefined ? [] : others.map((head) => ({ base, head }));
}

/** The first Go row of a group against its first Node row. */
export function goAgainstNode({ cases }: HeadlineGroup): Match[] {
  const first = (runtime: string): PlannedCase | undefined =>
    cases.find(({ variant }) => runtimeOf(variant) === runtime);
  const [base, head] = [first('node'), first('go')];
  return base === undefined || head === undefined ? [] : [{ base, head }];
}

/** All that is compared of one scenario is corrected together, as it is read together. */
export function compareHeadlines(
  run: Run,
  groups: readonly HeadlineGroup[],
  matchesOf: (group: HeadlineGroup) => Match[],
): ComparedGroup[] {
  const scenarios = Map.groupBy(groups, ({ table }) => table.scenario);
  const compared = [...scenarios.values()].flatMap((own) => {
    const matched = own.map((group) => ({ group, matches: matchesOf(group) }));
    const names = [...new Set(own.map(({ headline }) => headline.metric.name))];
    const rows = compareWithin(
      run,
      matched.flatMap(({ matches }) => matches),
      { metrics: names, probe: null },
    );
    return matched.map(({ group, matches }): ComparedGroup => {
      const heads = new Map(matches.map(({ base, head }) => [head, base]));
      const comparisons = rows.filter(
        ({ what, metric }) =>
          heads.get(what.head.case) === what.base.case && metric.name === group.headline.metric.name,
      );
      return { ...group, comparisons };
    });
  });
  return compared.filter(({ comparisons }) => comparisons.length > 0);
}
