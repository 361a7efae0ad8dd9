/** What is not as base has it, or as it is by default, in the policy that a check is judged by. */
import { defaultGate, gateChanges, type GateChange, type GateSettings } from '../gate/gate-changes.ts';
import type { JudgedCheck } from './judged-check.ts';

export interface PolicyNotes {
  /** `from` is base's, `to` head's; null: base's is not known. */
  readonly fromBase: readonly GateChange[] | null;
  /** Why base's is not known; null where it is, or where there is none that the policy could be held against. */
  readonly problem: string | null;
  /** `from` is the default. */
  readonly fromDefault: readonly GateChange[];
}

/** A comparison is judged by no policy. */
export function policyNotes({ plan }: JudgedCheck): PolicyNotes {
  if (plan.kind === 'compare') return { fromBase: null, problem: null, fromDefault: [] };
  const { policy, gates = null } = plan;
  const metrics = [...new Set(plan.cells.flatMap(({ gated }) => gated.map(({ metric }) => metric)))];
  const here: GateSettings = { ...defaultGate, own: {}, ...gates?.head, policy };
  const base = gates?.base ?? null;
  return {
    fromBase: base === null ? null : gateChanges(base, here, metrics),
    problem: gates?.problem ?? null,
    fromDefault: gateChanges({ ...defaultGate, own: here.own }, here, metrics),
  };
}

/** Lines for people. */
export function policyLines(check: JudgedCheck): string[] {
  const { fromDefault } = policyNotes(check);
  return [
    ...policyWarnings(check).map(({ title, message }) => `${title}: ${message}`),
    ...(fromDefault.length === 0 ? [] : [`${notDefault}: ${defaultText(fromDefault)}`]),
  ];
}

export const notDefault = 'policy, not the default';

/** `q: 20 %, 1 % by default; …` */
export function defaultText(changes: readonly GateChange[]): string {
  return changes.map(({ what, from, to }) => `${what}: ${to}, ${from} by default`).join('; ');
}

/** What a reviewer must see: the change that is judged may be the one that widened the gate. */
export function policyWarnings(check: JudgedCheck): { readonly title: string; readonly message: string }[] {
  const { fromBase, problem } = policyNotes(check);
  if (problem !== null)
    return [{ title: "policy not held against base's", message: `base's cannot be read: ${problem}` }];
  if (fromBase === null || fromBase.length === 0) return [];
  const message = fromBase.map(({ what, from, to }) => `${what}: ${from} in base, ${to} in head`).join('; ');
  return [{ title: "policy differs from base's", message }];
}
