import { exitCodes, Failure } from '../failure.ts';
import { runtimeKinds } from '../runtimes/index.ts';
import type { FoundRuntime } from '../runtimes/runtime.ts';
import type { Baseline } from '../store/baseline.ts';
import type { BaselineFiles, BaselineRole } from '../store/baseline-files.ts';
import type { Environment } from '../store/environment.ts';
import { linesText, shortCommit } from './baseline-text.ts';
import { recordMachine } from './machine.ts';
import { machineDoubts, otherMachine, runtimeChanges } from './other-machine.ts';
import { formatDuration, Progress } from './progress.ts';
import type { Session } from './session.ts';

/** A stored file as it looks from this machine, today. */
interface Standing {
  readonly name: string;
  readonly role: BaselineRole;
  readonly file: string;
  readonly run: string;
  readonly commit: string;
  readonly cases: number;
  readonly savedAt: string;
  readonly promotedAt: string | null;
  readonly machine: string;
  /** What makes this another machine; null: it is the same. */
  readonly otherMachine: string | null;
  readonly doubts: readonly string[];
  readonly runtimes: string;
  readonly runtimeChanges: readonly string[];
}

/** Lists what is kept, and whether it says anything about this machine. @returns the exit code. */
export async function baselineStatus(
  files: BaselineFiles,
  { json }: { readonly json: boolean },
  session: Session,
): Promise<number> {
  const stored: { readonly baseline: Baseline; readonly role: BaselineRole }[] = [];
  for (const { name, role } of await files.list()) {
    const baseline = await files.read(name, role);
    if (baseline !== null) stored.push({ baseline, role });
  }
  if (stored.length === 0) {
    session.stdout.write(json ? '[]\n' : linesText(whatToType(files.folder)));
    return exitCodes.inconclusive;
  }
  const progress = new Progress(session.stderr, session.variables);
  const names = new Set(
    stored.flatMap(({ baseline }) => baseline.environment.runtimes.map(({ runtime }) => runtime)),
  );
  const here = await recordMachine(await findPinned(names, progress), session, null);
  const standings = stored.map(({ baseline, role }) => standingOf(baseline, role, here, files));
  const now = session.now().getTime();
  session.stdout.write(
    json
      ? `${JSON.stringify(standings, null, 2)}\n`
      : linesText(standings.flatMap((one) => standingLines(one, now))),
  );
  return exitCodes.pass;
}

function whatToType(folder: string): string[] {
  return [
    `There is no baseline in ${folder}. To make one of a clean tree:`,
    '  interleave run --suite gate --runs 20',
    '  interleave baseline save results/<time>-<id>',
    '  interleave baseline promote',
  ];
}

/** Those that a check would measure with; one that cannot be had here is left out. */
async function findPinned(names: ReadonlySet<string>, progress: Progress): Promise<FoundRuntime[]> {
  const found: FoundRuntime[] = [];
  for (const kind of runtimeKinds.filter(({ name }) => names.has(name))) {
    try {
      found.push(await kind.find(null, (line) => progress.line(line)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      progress.line(`warning: ${error.message}`);
    }
  }
  return found;
}

function standingOf(
  { name, run, revision, cases, savedAt, promotedAt, environment }: Baseline,
  role: BaselineRole,
  here: Environment,
  files: BaselineFiles,
): Standing {
  const { platform, architecture, kernel, cpu, runtimes } = environment;
  const known = new Set(here.runtimes.map(({ runtime }) => runtime));
  const missing = [...new Set(runtimes.map(({ runtime }) => runtime))].filter((one) => !known.has(one));
  return {
    name,
    role,
    file: files.pathOf(name, role),
    run,
    commit: revision.commit,
    cases: cases.length,
    savedAt,
    promotedAt,
    machine: `${cpu.model ?? 'unknown CPU'}, ${cpu.allowed.length} CPUs, ${platform} ${architecture}, kernel ${kernel}`,
    otherMachine: otherMachine(environment, here),
    doubts: machineDoubts(environment, here),
    runtimes: runtimes.map(({ runtime, version }) => `${runtime} ${version}`).join(', '),
    runtimeChanges: [
      ...runtimeChanges(environment, here),
      ...missing.map((runtime) => `${runtime} is not found now`),
    ],
  };
}

function standingLines(one: Standing, now: number): string[] {
  const commit = shortCommit(one);
  const machine =
    one.otherMachine === null
      ? `this one${one.doubts.length === 0 ? '' : `, but ${one.doubts.join(', ')}`}`
      : `another than this one, so that it is inconclusive here: ${one.otherMachine}`;
  const runtimes = one.runtimeChanges.length === 0 ? 'the same here' : one.runtimeChanges.join(', ');
  return [
    `${one.name} (${one.role}): ${one.file}`,
    `  commit    ${commit}, ${one.cases} cases of ${one.run}`,
    `  saved     ${ageText(one.savedAt, now)}${one.promotedAt === null ? '' : `, promoted ${ageText(one.promotedAt, now)}`}`,
    `  machine   ${one.machine}: ${machine}`,
    `  runtimes  ${one.runtimes}: ${runtimes}`,
  ];
}

/** `2026-11-20 (3 days ago)` */
function ageText(time: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(time));
  const days = Math.floor(ms / 86_400e3);
  const ago = days === 0 ? formatDuration(ms) : `${days} ${days === 1 ? 'day' : 'days'}`;
  return `${time.slice(0, 10)} (${ago} ago)`;
}
