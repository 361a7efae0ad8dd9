import type { ContractError } from '../contract/decode.ts';
import type { Conversation } from '../contract/conversation.ts';
import type {
  AliveWitness,
  ExpectedManifest,
  Parameters,
  Phase,
  Probe,
  Regime,
  Scenario,
  Status,
  SwitchWitness,
  Variant,
} from '../model.ts';
import type { OkSample, PhaseReading } from '../store/sample.ts';
import type { ProcessEnd } from './process.ts';

/** Why the watchdog ended a sample. */
export type Overrun =
  /** The time limit passed while the workload was still computing. */
  | 'timeout'
  /** The time limit passed and the workload used no CPU, or it did not exit after its last message. */
  | 'hung';

/** Everything that was seen of a sample; from here on only judging. */
export interface Evidence {
  readonly conversation: Conversation;
  readonly end: ProcessEnd;
  readonly broken: ContractError | null;
  readonly overrun: { readonly kind: Overrun; readonly text: string } | null;
  readonly readings: readonly PhaseReading[];
  /** The first KiB, */
  readonly stderrHead: string;
  /** and the last 4 KiB. */
  readonly stderrTail: string;
  /** Processes killed by the kernel for want of memory meanwhile; null where it does not tell. */
  readonly oomKills: number | null;
  /** Whether the harness itself ended the workload. */
  readonly terminated: boolean;
  /** From before the process was started until after its end, on the harness's clock, ns. */
  readonly wallNs: number;
}

export interface Expectation {
  readonly manifest: ExpectedManifest;
  readonly runtimeVersion: string;
  readonly probe: Probe;
  readonly parameters: Parameters;
  readonly regime: Regime;
  readonly variant: Pick<Variant, 'name' | 'witness'>;
  /** Whether the scenario has its tasks all wait at once. */
  readonly holdsAtParked: boolean;
  readonly verify: NonNullable<Scenario['verify']>;
  /** The least that the timed region can take, ns. */
  readonly shortestNs: number;
}

export type Witness = OkSample['witness'];

export type Judgement =
  | { readonly status: 'ok'; readonly witness: Witness }
  | { readonly status: Exclude<Status, 'ok' | 'skipped'>; readonly reason: string };

/** Decides what a sample is worth. The workload reports what it observed; only this judges. */
export function judge(evidence: Evidence, expectation: Expectation): Judgement {
  return (
    judgeEnd(evidence) ??
    judgeIdentity(evidence, expectation) ??
    judgeAlive(evidence.conversation, expectation) ??
    judgeManifest(evidence.conversation, expectation.manifest) ??
    judgeDrained(evidence.conversation, expectation) ??
    judgeRules(evidence.conversation, expectation) ??
    judgeTimes(evidence, expectation) ??
    judgeWitness(evidence, expectation)
  );
}

function judgeEnd(evidence: Evidence): Judgement | null {
  const { conversation, end, broken, overrun } = evidence;
  if (end.startFailure !== null)
    return { status: 'failed', reason: `could not be started: ${end.startFailure}` };
  if (isOutOfMemory(evidence)) return { status: 'oom', reason: `out of memory: ${describeEnd(evidence)}` };
  if (overrun !== null) return { status: overrun.kind, reason: overrun.text };
  if (broken !== null) return { status: 'failed', reason: `broke the contract: ${broken.message}` };
  // After what was seen of it: that says more than that its end was not seen.
  if (end.lost !== null) return { status: 'failed', reason: `how it ended is not known: ${end.lost}` };
  if (conversation.failed !== null) {
    const { reason, detail } = conversation.failed;
    return { status: 'failed', reason: `gave up: ${reason}${detail === '' ? '' : `: ${detail}`}` };
  }
  if (!conversation.done) return { status: 'failed', reason: `ended before done: ${describeEnd(evidence)}` };
  if (end.exitCode !== 0) return { status: 'failed', reason: `failed after done: ${describeEnd(evidence)}` };
  if (end.leftovers.length > 0) {
    const count = end.leftovers.length;
    return {
      status: 'failed',
      reason: `left ${count === 1 ? 'a process' : `${count} processes`} behind (killed): ${end.leftovers.slice(0, 3).join('; ')}`,
    };
  }
  return null;
}

function judgeIdentity({ conversation }: Evidence, { runtimeVersion }: Expectation): Judgement | null {
  const reported = conversation.ready?.runtimeVersion;
  if (reported === runtimeVersion) return null;
  return { status: 'failed', reason: `ran on version ${reported ?? 'unknown'}, expected ${runtimeVersion}` };
}

/** "All at once" means: when all were created none had woken, and still none when the hold at `parked` ended. */
function judgeAlive(
  { holds, resumed }: Conversation,
  { manifest, holdsAtParked }: Expectation,
): Judgement | null {
  if (!holdsAtParked) return null;
  for (const [index, hold] of holds.entries()) {
    const after = resumed[index];
    if ((hold.phase !== 'parked' && hold.phase !== 'armed') || after === undefined) continue;
    if (hold.created !== manifest.created) {
      return {
        status: 'failed',
        reason: `wrong manifest: created at ${hold.phase} expected ${manifest.created}, received ${hold.created}`,
      };
    }
    if (hold.completed > 0 || after.completed > 0) {
      return {
        status: 'not-attained',
        reason: `${after.completed} of ${manifest.created} tasks had ended when the hold at ${hold.phase} ended`,
      };
    }
    for (const { timeLeftNs } of [hold, after]) {
      if (timeLeftNs !== null && timeLeftNs <= 0) {
        return {
          status: 'not-attained',
          reason: `the first deadline had passed ${(-timeLeftNs / 1e6).toFixed(1)} ms before the hold at ${hold.phase} ended`,
        };
      }
    }
  }
  return null;
}

/** "The last task has ended" is what the hold at `drained` says: who counts it later has not waited for it. */
function judgeDrained({ holds }: Conversation, { manifest }: Expectation): Judgement | null {
  for (const { phase, completed } of holds) {
    if ((phase !== 'drained' && phase !== 'collected') || completed === manifest.completed) continue;
    return {
      status: 'failed',
      reason: `wrong manifest: completed at ${phase} expected ${manifest.completed}, received ${completed}`,
    };
  }
  return null;
}

function judgeManifest({ iterations }: Conversation, expected: ExpectedManifest): Judgement | null {
  const alive = expected.peakAlive;
  const { least, most } = typeof alive === 'number' ? { least: alive, most: alive } : alive;
  const wanted = least === most ? String(least) : `${least} to ${most}`;
  for (const { manifest } of iterations) {
    for (const key of ['created', 'completed', 'messages', 'checksum'] as const) {
      if (manifest[key] !== expected[key]) {
        return {
          status: 'failed',
          reason: `wrong manifest: ${key} expected ${expected[key]}, received ${manifest[key]}`,
        };
      }
    }
    if (manifest.peakAlive < least && least === most) {
      return {
        status: 'not-attained',
        reason: `${manifest.peakAlive} of ${wanted} tasks were alive at once`,
      };
    }
    if (manifest.peakAlive < least || manifest.peakAlive > most) {
      return {
        status: 'failed',
        reason: `wrong manifest: peakAlive expected ${wanted}, received ${manifest.peakAlive}`,
      };
    }
  }
  return null;
}

/** What the scenario itself asks of an iteration. */
function judgeRules({ iterations }: Conversation, expectation: Expectation): Judgement | null {
  const { verify, variant, regime, probe, parameters } = expectation;
  for (const { warmup, manifest, measurements } of iterations) {
    if (warmup) continue;
    const broken = verify({ variant: variant.name, regime, probe, parameters, manifest, measurements });
    if (broken !== null) return { status: 'failed', reason: broken };
  }
  return null;
}

/** A timed region cannot be shorter than its waits and its work, nor longer than the process lived. */
function judgeTimes({ conversation, wallNs }: Evidence, { shortestNs }: Expectation): Judgement | null {
  for (const { elapsedNs } of conversation.iterations) {
    if (elapsedNs < shortestNs) {
      return {
        status: 'failed',
        reason: `impossible time: elapsedNs expected at least ${shortestNs}, which the waits and the work asked for take, received ${elapsedNs}`,
      };
    }
    if (elapsedNs > wallNs) {
      return {
        status: 'failed',
        reason: `impossible time: elapsedNs expected at most ${wallNs}, as long as the process lived, received ${elapsedNs}`,
      };
    }
  }
  return null;
}

const noWitness: Judgement = { status: 'ok', witness: { kind: 'none', expected: null, observed: null } };

function judgeWitness(evidence: Evidence, expectation: Expectation): Judgement {
  const { witness } = expectation.variant;
  if (witness === null || !witness.probes.includes(expectation.probe)) return noWitness;
  return witness.kind === 'context-switches'
    ? judgeSwitches(evidence, witness, expectation)
    : judgeCount(evidence, witness, expectation);
}

function judgeCount(
  evidence: Evidence,
  witness: AliveWitness,
  { manifest, parameters, runtimeVersion }: Expectation,
): Judgement {
  const alive = manifest.peakAlive;
  const expected = witness.expected?.(parameters) ?? (typeof alive === 'number' ? alive : alive.least);
  const phase = witness.at ?? 'parked';
  const observed =
    witness.kind === 'threads'
      ? threadsAt(phase, evidence.readings)
      : reportedWitness(phase, evidence, witness.kind);
  if (observed === null) {
    // A machine without /proc does not count threads, an older runtime may not have the figure: the row then says so.
    const canTell = witness.kind !== 'threads' && isSince(runtimeVersion, witness.since);
    if (!canTell) return noWitness;
    return {
      status: 'failed',
      reason: `the witness is missing: ${witness.kind} expected ${expected}, received none`,
    };
  }
  // The runtime starts threads of its own beside the tasks', so threads bound the tasks from one side only.
  const tooMany = witness.kind !== 'threads' && observed > expected + witness.tolerance;
  if (observed < expected - witness.tolerance || tooMany) {
    return {
      status: 'failed',
      reason: `the witness disagrees: ${witness.kind} expected ${expected} (± ${witness.tolerance}), observed ${observed}`,
    };
  }
  return { status: 'ok', witness: { kind: witness.kind, expected, observed } };
}

/** So many switches of a sample may be anything: the runtime's collector, compiler and timers, other programs on the CPU. */
const incidentalSwitches = 256;
/** Below this many messages they could hide a wrong count, or make one. */
const fewestMessages = 10_000;

function judgeSwitches(
  { conversation, end }: Evidence,
  { kind, perMessage, regimes }: SwitchWitness,
  { manifest, regime }: Expectation,
): Judgement {
  if (!regimes.includes(regime)) return noWitness;
  const measured = conversation.iterations.filter(({ warmup }) => !warmup);
  const messages = manifest.messages * measured.length;
  const observed = measured.reduce(
    (sum, { measurements }) => sum + (measurements['contextSwitches'] ?? Number.NaN),
    0,
  );
  if (messages < fewestMessages) return noWitness;
  const least = Math.floor(messages * perMessage.least) - incidentalSwitches;
  const most = Math.ceil(messages * perMessage.most) + incidentalSwitches;
  const counted = end.usage === null ? Infinity : end.usage.voluntarySwitches + end.usage.involuntarySwitches;
  if (observed > counted) {
    return {
      status: 'failed',
      reason: `the witness disagrees: ${kind} of the batches are ${observed}, those of the whole process ${counted}`,
    };
  }
  if (observed >= least && observed <= most) {
    return { status: 'ok', witness: { kind, expected: Math.round(messages * perMessage.least), observed } };
  }
  return {
    status: 'failed',
    reason: `the witness disagrees: ${kind} expected ${Math.max(0, least)} to ${most}, observed ${observed}`,
  };
}

function isSince(version: string, since: string | null): boolean {
  if (since === null) return true;
  const [own, first] = [version, since].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10)),
  );
  for (const [index, least] of (first ?? []).entries()) {
    const part = own?.[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** More than there were at `baseline`. */
function threadsAt(phase: Phase, readings: readonly PhaseReading[]): number | null {
  const read = (wanted: Phase): number | null =>
    readings.find((reading) => reading.phase === wanted)?.threads ?? null;
  const [before, then] = [read('baseline'), read(phase)];
  return before === null || then === null ? null : then - before;
}

function reportedWitness(at: Phase, { conversation }: Evidence, kind: string): number | null {
  for (const { phase, witness } of [...conversation.holds, ...conversation.resumed]) {
    if (phase === at && witness?.kind === kind) return witness.count;
  }
  return null;
}

/** How the runtimes say that memory has run out, when the kernel did not kill them: V8, Go, Node's and the C++ library's. */
const outOfMemoryTexts =
  /heap out of memory|out of memory|OOM error|cannot allocate memory|std::bad_alloc|ERR_MEMORY_ALLOCATION_FAILED|Array buffer allocation failed/i;

function isOutOfMemory({ end, oomKills, terminated, stderrTail, conversation }: Evidence): boolean {
  if (conversation.done) return false;
  if (end.signal === 'SIGKILL' && !terminated && oomKills !== null && oomKills > 0) return true;
  const crashed = end.signal !== null || (end.exitCode !== null && end.exitCode !== 0);
  return crashed && !terminated && outOfMemoryTexts.test(stderrTail);
}

/** Exit code or signal, and the line of stderr that says most. */
function describeEnd({ end, stderrHead, stderrTail }: Evidence): string {
  const how = end.signal === null ? `exit code ${end.exitCode ?? 'unknown'}` : `signal ${end.signal}`;
  const lines = `${stderrHead}\n${stderrTail}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling =
    lines.find((line) => /^(panic:|fatal error:|FATAL ERROR:|# Fatal|[A-Za-z]*Error\b)/.test(line)) ??
    lines.at(-1);
  return telling === undefined ? how : `${how}: ${telling.slice(0, 300)}`;
}
