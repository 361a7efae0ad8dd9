import type { TakenSample } from './run-view.ts';

/** Samples of one case that gave no figures for one reason. */
export interface UnusableSamples {
  readonly case: string;
  readonly probe: string;
  readonly status: string;
  readonly reason: string;
  /** `12, 40 (attempt 2)` */
  readonly orders: string;
}

/** Every sample that gave no figures, equal ones together; attempts that were repeated are among them. */
export function unusableSamples(samples: readonly TakenSample[]): UnusableSamples[] {
  const unusable = samples.filter((sample) => sample.status !== 'ok');
  const alike = Map.groupBy(unusable, ({ of, probe, status, reason }) =>
    JSON.stringify([of.case, probe, status, reason]),
  );
  return [...alike.values()].flatMap((group): UnusableSamples[] => {
    const [first] = group;
    if (first === undefined) return [];
    const orders = group.map(({ order, attempt }) =>
      attempt === 1 ? `${order}` : `${order} (attempt ${attempt})`,
    );
    const { of, probe, status, reason } = first;
    return [{ case: of.case, probe, status, reason: reason ?? '', orders: orders.join(', ') }];
  });
}
