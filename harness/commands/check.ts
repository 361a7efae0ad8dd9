import path from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import type { Policy } from '../gate/policy.ts';
import { packageRoot } from '../package-root.ts';
import type { ScenarioSource } from '../runtimes/runtime.ts';
import type { Revision } from '../store/check-plan.ts';
import { readRevision } from '../measure/revision.ts';
import { listingOf } from './base-listing.ts';
import { checkOut } from './checkout.ts';
import { finishCheck, type CheckOutput } from './finish-check.ts';
import { Repository } from './git.ts';
import { expectationLines, findCalibration } from './known-floors.ts';
import { measureArms, type ArmSource, type MeasuringOptions } from './measure-arms.ts';
import { Progress } from './progress.ts';
import type { Session } from './session.ts';

export interface CheckOptions extends MeasuringOptions {
  /** A branch, tag or commit. */
  readonly base: string;
  /** Compare with where base and the working tree parted, and not with base itself. */
  readonly mergeBase: boolean;
  readonly policy: Policy;
  /** A calibration's file, `none`, or null: this machine's latest. */
  readonly calibration: string | null;
  readonly output: CheckOutput;
}

/** Measures two revisions side by side on this machine, and judges. @returns the exit code. */
export async function check(options: CheckOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const report = (line: string): void => progress.line(line);
  const repository = await Repository.at(packageRoot);
  const head = await headOf(repository);
  const named = await repository.commitOf(options.base);
  const commit = options.mergeBase ? await repository.mergeBase(named, head.revision.commit) : named;
  const base = await armOf(repository, commit, options.base, session.sources, report);
  if (commit === head.revision.commit && head.revision.clean)
    report('base and head are the same revision: this compares a program with itself');
  const measured = await measureArms(
    options,
    {
      kind: 'check',
      base,
      head,
      policy: options.policy,
      injected: null,
      pairs: null,
      ...calibrated(options, session),
    },
    session,
    progress,
  );
  return finishCheck(measured.folder, measured.ended, options.output, session, progress);
}

export function calibrated(
  { calibration }: { readonly calibration: string | null },
  session: Session,
): Pick<Parameters<typeof measureArms>[1], 'calibrationOf' | 'announce'> {
  let found: Awaited<ReturnType<typeof findCalibration>> = null;
  return {
    calibrationOf: async (environment) => {
      found = await findCalibration(calibration, environment, session);
      return {
        id: found?.id ?? null,
        floors: (found?.metrics ?? []).map(({ cell, metric, alarm, detectable }) => ({
          cell,
          metric,
          alarm,
          detectable,
        })),
      };
    },
    announce: (plan) => expectationLines(plan, found, session.now()),
  };
}

/** The working tree as it is. */
async function headOf({ root }: Repository): Promise<ArmSource & { readonly revision: Revision }> {
  const revision = await readRevision(root);
  if (revision === null)
    throw new Failure('usage', `--base: expected a repository with a commit at ${root}, found none`);
  const changed = revision.clean ? '' : ' with changes';
  return { label: `working tree (${short(revision.commit)}${changed})`, revision, other: null };
}

/** A clean copy of a commit, and what it can measure. */
export async function armOf(
  repository: Repository,
  commit: string,
  name: string,
  sources: readonly ScenarioSource[],
  report: (line: string) => void,
): Promise<ArmSource> {
  const folder = await checkOut(repository, commit, report);
  const label = `${name} (${short(commit)})`;
  return {
    label,
    revision: { name, commit, clean: true },
    other: { sources: sourcesIn(folder, sources), listing: await listingOf(folder, label) },
  };
}

/** The same scenarios with the programs of another copy of the package. */
export function sourcesIn(folder: string, sources: readonly ScenarioSource[]): ScenarioSource[] {
  return sources.map(({ scenario, directory }) => {
    const place = path.relative(packageRoot, fileURLToPath(directory));
    return {
      scenario,
      directory: pathToFileURL(path.join(folder, place) + path.sep),
      goModule: path.join(folder, 'go-workloads'),
    };
  });
}

function short(commit: string): string {
  return commit.slice(0, 10);
}
