/** In what two gates differ: one that allows more must not do so unseen. Pure: where their files stand is another's affair. */
import { percent } from '../percent.ts';
import { defaultPolicy, marginOf, type Margin, type Policy } from './policy.ts';

/** What a file and the command line make of a gate. */
export interface GateSettings {
  readonly policy: Policy;
  readonly suite: string;
  /** Empty: all of the suite. */
  readonly targets: readonly string[];
  /** Null: no limit. */
  readonly budgetNs: number | null;
  /** The metrics that each scenario gates where the policy does not say. */
  readonly own: Readonly<Record<string, readonly string[]>>;
}

export interface GateChange {
  /** `harm of elapsed`, `gated metrics of sleepers` */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** A gate of which neither a file nor the command line says anything; what the scenarios gate by themselves is theirs to say. */
export const defaultGate: Omit<GateSettings, 'own'> = {
  policy: defaultPolicy,
  suite: 'gate',
  targets: [],
  budgetNs: 600e9,
};

/** @param metrics those that are judged, so that a margin for all of them is told of each */
export function gateChanges(from: GateSettings, to: GateSettings, metrics: readonly string[]): GateChange[] {
  const change = (what: string, read: (gate: GateSettings) => string): GateChange => ({
    what,
    from: read(from),
    to: read(to),
  });
  return [
    ...metricChanges(from, to),
    ...marginChanges(from.policy, to.policy, metrics),
    change('q', ({ policy }) => percent(policy.q)),
    change('correction', ({ policy }) => (policy.strict ? 'Holm' : 'Benjamini and Hochberg')),
    change('pairs at the last look', ({ policy }) => String(policy.mostPairs)),
    change('cases on one side that are accepted', ({ policy }) =>
      listText([...policy.accept].sort(), 'none'),
    ),
    change('a stored baseline may gate', ({ policy }) => (policy.allowUnpaired ? 'yes' : 'no')),
    change('noise limit foreignCpu', ({ policy }) => percent(policy.noise.foreignCpu)),
    change('noise limit steal', ({ policy }) => percent(policy.noise.steal)),
    change('noise limit throttled', ({ policy }) => percent(policy.noise.throttled)),
    change('pairs taken for each that is wanted', ({ policy }) => String(policy.noise.mostRepeats)),
    change('suite', ({ suite }) => suite),
    change('targets', ({ targets }) => listText([...targets].sort(), 'all of the suite')),
    change('budget', ({ budgetNs }) => (budgetNs === null ? 'none' : `${budgetNs / 1e9} s`)),
  ].filter((one) => one.from !== one.to);
}

function metricChanges(from: GateSettings, to: GateSettings): GateChange[] {
  const named = [from, to].flatMap(({ policy, own }) => [
    ...Object.keys(own),
    ...Object.keys(policy.metrics),
  ]);
  return [...new Set(named)].flatMap((scenario): GateChange[] => {
    const [then, now] = [gatedIn(from, scenario), gatedIn(to, scenario)];
    // A scenario that one side alone has is told as such, unless its policy names it.
    const isPolicys = [from, to].some(({ policy }) => policy.metrics[scenario] !== undefined);
    if ((then === null || now === null) && !isPolicys) return [];
    return [
      {
        what: `gated metrics of ${scenario}`,
        from: then === null ? 'its own' : listText(then, 'none'),
        to: now === null ? 'its own' : listText(now, 'none'),
      },
    ];
  });
}

/** Null: those that the scenario names, and nobody knows which they are. */
function gatedIn({ policy, own }: GateSettings, scenario: string): readonly string[] | null {
  const gated = policy.metrics[scenario] ?? own[scenario];
  return gated === undefined ? null : [...gated].sort();
}

/** Metrics whose margins change alike share a line. */
function marginChanges(from: Policy, to: Policy, metrics: readonly string[]): GateChange[] {
  const names = [
    ...new Set([...metrics, ...Object.keys(from.margins), ...Object.keys(to.margins), 'default']),
  ];
  return (['alarm', 'harm'] as const).flatMap((side: keyof Margin) => {
    const textOf = (policy: Policy, metric: string): string => percent(marginOf(policy, metric)[side]);
    const alike = Map.groupBy(names, (metric) => JSON.stringify([textOf(from, metric), textOf(to, metric)]));
    return [...alike.values()].map((group): GateChange => {
      const [first = 'default'] = group;
      const told = group.map((metric) => (metric === 'default' ? 'all other metrics' : metric));
      return { what: `${side} of ${told.join(', ')}`, from: textOf(from, first), to: textOf(to, first) };
    });
  });
}

function listText(values: readonly string[], none: string): string {
  return values.length === 0 ? none : values.join(', ');
}
