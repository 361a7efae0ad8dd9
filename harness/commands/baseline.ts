import path from 'node:path';
import { exitCodes, Failure } from '../failure.ts';
import { leastSamples } from '../gate/unpaired.ts';
import { packageVersion } from '../package-root.ts';
import type { Run } from '../reports/report.ts';
import { baselineFormat, type Baseline, type BaselineCase } from '../store/baseline.ts';
import { BaselineFiles, readBaselineFile } from '../store/baseline-files.ts';
import type { Revision } from '../store/revision.ts';
import { readRun } from '../store/run-folder.ts';
import { baselineStatus } from './baseline-status.ts';
import { linesText, shortCommit } from './baseline-text.ts';
import { measuredCases, okSamples, valuesOf, type MeasuredCase } from './baseline-cells.ts';
import { runOf } from './finish-run.ts';
import { expectFolder } from './folder-kind.ts';
import { machineDoubts, otherMachine, runtimeChanges } from './other-machine.ts';
import type { Session } from './session.ts';
import { remainingEntries } from './take-entries.ts';

/** Below the working folder. */
const baselinesFolder = 'baselines';

export type BaselineAction = 'save' | 'promote' | 'status';

export interface BaselineOptions {
  /** Folder of a run; `save` alone takes one. */
  readonly run: string | null;
  readonly name: string;
  readonly json: boolean;
}

/** Keeps what a run of a commit measured, to compare later runs with. @returns the exit code. */
export async function baseline(
  action: BaselineAction,
  options: BaselineOptions,
  session: Session,
): Promise<number> {
  const files = new BaselineFiles(path.resolve(session.workingFolder, baselinesFolder));
  if (action !== 'save' && options.run !== null)
    throw new Failure('usage', `expected nothing more after baseline ${action}, received ${options.run}`);
  if (action === 'save') return save(files, options, session);
  return action === 'promote' ? promote(files, options, session) : baselineStatus(files, options, session);
}

/**
 * Reads a baseline from the file that `--baseline` names.
 * @throws Failure of kind `foreignFile`
 */
export async function readBaseline(
  file: string,
  { workingFolder }: Pick<Session, 'workingFolder'>,
): Promise<Baseline> {
  return readBaselineFile(path.resolve(workingFolder, file));
}

async function save(
  files: BaselineFiles,
  { run: folder, name, json }: BaselineOptions,
  session: Session,
): Promise<number> {
  if (folder === null || folder === '')
    throw new Failure('usage', 'baseline save: expected the folder of a run, received none');
  files.pathOf(name, 'candidate');
  const target = expectFolder(
    'run',
    folder,
    'baseline save',
    'a baseline comes from a run of one commit (interleave run)',
    session,
  );
  const stored = await readRun(target);
  const revision = cleanRevision(stored.plan.runId, stored.environment.revision ?? null);
  const missing = remainingEntries(stored.plan, stored.samples).length;
  if (missing > 0) {
    throw new Failure(
      'usage',
      `a baseline comes from a whole run: ${missing} samples of ${stored.plan.runId} are missing; take them first (interleave run --resume ${folder})`,
    );
  }
  const candidate: Baseline = {
    format: baselineFormat,
    version: packageVersion,
    name,
    savedAt: session.now().toISOString(),
    promotedAt: null,
    run: stored.plan.runId,
    revision,
    environment: stored.environment,
    cases: baselineCases(runOf(stored, session)),
  };
  const file = await files.write(candidate, 'candidate');
  session.stdout.write(
    json
      ? `${JSON.stringify({ name, file, run: candidate.run, commit: revision.commit, cases: candidate.cases.length })}\n`
      : linesText([
          `${file}: ${candidate.cases.length} cases of ${candidate.run}, commit ${shortCommit(revision)}`,
          'It is a candidate: nothing is compared with it yet.',
          `interleave baseline promote${name === 'main' ? '' : ` --name ${name}`} makes it the baseline, and keeps the one before it as ${name}.previous.json.`,
        ]),
  );
  return exitCodes.pass;
}

function cleanRevision(run: string, revision: Revision | null): Revision & { readonly clean: true } {
  if (revision === null) {
    throw new Failure(
      'usage',
      `a baseline comes from a clean tree: ${run} does not say which commit it measured (it is older, or its programs were in no repository); measure in a clone, commit and run again`,
    );
  }
  if (!revision.clean) {
    throw new Failure(
      'usage',
      `a baseline comes from a clean tree: ${run} measured ${shortCommit(revision)} with changes that are not in it; commit and run again`,
    );
  }
  return { ...revision, clean: true };
}

/** What was skipped is left out: it does not fit this machine. */
function baselineCases(run: Run): BaselineCase[] {
  const measured = measuredCases(run).filter((one) => one.case.skip === null);
  for (const one of measured) refuseUnusable(one);
  if (measured.length === 0)
    throw new Failure('usage', `a baseline has cases: nothing was measured in ${run.plan.runId}`);
  return [...Map.groupBy(measured, (one) => one.case).entries()].map(([planned, all]) => ({
    case: planned,
    probes: Object.fromEntries(all.map((one) => [one.probe, measuredValues(one, run)])),
  }));
}

function refuseUnusable(measured: MeasuredCase): void {
  const { case: planned, probe, samples } = measured;
  const failed = samples.find((sample) => sample.status !== 'ok');
  if (failed !== undefined) {
    throw new Failure(
      'usage',
      `a baseline comes from a run without failed samples: ${planned.id} ${probe} ${failed.status}: ${failed.reason}; mend it and run again`,
    );
  }
  const count = okSamples(measured).length;
  if (count >= leastSamples) return;
  throw new Failure(
    'usage',
    `a baseline has ${leastSamples} samples of each case or more: ${planned.id} ${probe} has ${count}; run again with --runs ${leastSamples} or more, better 20`,
  );
}

function measuredValues(measured: MeasuredCase, { scenarios }: Run): Record<string, number[]> {
  const { scenario: name, id } = measured.case;
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined)
    throw new Failure('foreignFile', `${id}: this version of Interleave has no scenario ${name}`);
  return valuesOf(okSamples(measured), scenario);
}

async function promote(
  files: BaselineFiles,
  { name, json }: BaselineOptions,
  session: Session,
): Promise<number> {
  const candidate = await files.read(name, 'candidate');
  if (candidate === null) {
    throw new Failure(
      'usage',
      `baseline promote: expected a candidate (${files.pathOf(name, 'candidate')}), there is none; save a run first (interleave baseline save <run>)`,
    );
  }
  const before = await files.read(name, 'baseline');
  // Killed between the last two steps: the candidate is the baseline already, and must not become its own predecessor.
  const isPromoted = before !== null && before.run === candidate.run && before.savedAt === candidate.savedAt;
  if (before !== null && !isPromoted) await files.write(before, 'previous');
  const promoted = isPromoted ? before : { ...candidate, promotedAt: session.now().toISOString() };
  const file = isPromoted ? files.pathOf(name, 'baseline') : await files.write(promoted, 'baseline');
  await files.remove(name, 'candidate');
  const changes = before === null || isPromoted ? null : changesOf(before, promoted);
  session.stdout.write(
    json
      ? `${JSON.stringify({ name, file, run: promoted.run, commit: promoted.revision.commit, changes })}\n`
      : linesText([
          `${file}: ${promoted.run}, commit ${shortCommit(promoted.revision)}`,
          ...(isPromoted ? ['It was the baseline already.'] : changeLines(name, changes)),
        ]),
  );
  return exitCodes.pass;
}

function changeLines(name: string, changes: readonly string[] | null): string[] {
  if (changes === null) return ['There was no other baseline of this name.'];
  const kept = `The one before it is kept as ${name}.previous.json. What changed:`;
  return [kept, ...changes.map((line) => `  ${line}`)];
}

/** Between two baselines, a line each. */
function changesOf(before: Baseline, now: Baseline): string[] {
  const other = otherMachine(before.environment, now.environment);
  const doubts = machineDoubts(before.environment, now.environment);
  const runtimes = runtimeChanges(before.environment, now.environment);
  const known = new Set(before.cases.map((one) => one.case.id));
  const present = new Set(now.cases.map((one) => one.case.id));
  const added = [...present].filter((id) => !known.has(id)).length;
  const removed = [...known].filter((id) => !present.has(id)).length;
  const same = before.revision.commit === now.revision.commit;
  return [
    same
      ? `commit: the same, ${shortCommit(now.revision)}`
      : `commit: ${shortCommit(before.revision)} before, ${shortCommit(now.revision)} now`,
    `machine: ${other === null ? 'the same' : `another (${other})`}`,
    ...doubts.map((doubt) => `machine: ${doubt}`),
    ...runtimes.map((change) => `runtime: ${change}`),
    ...(added + removed === 0 ? [] : [`cases: ${added} added, ${removed} removed`]),
  ];
}
