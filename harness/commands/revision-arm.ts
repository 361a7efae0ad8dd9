import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Failure } from '../failure.ts';
import { packageRoot } from '../package-root.ts';
import { checkOut } from '../revisions/checkout.ts';
import type { Repository } from '../revisions/repository.ts';
import { takeSnapshot, type Snapshot } from '../revisions/snapshot.ts';
import type { ScenarioSource } from '../runtimes/runtime.ts';
import { listingOf, type Listing } from './base-listing.ts';
import { refuseOtherContract } from './contract-version.ts';
import type { ArmSource } from './measure-arms.ts';

/** A revision that somebody asked for. */
export interface NamedRevision {
  /** A branch, tag or commit. */
  readonly name: string;
  readonly commit: string;
  /** As it was typed, for errors: `--base main`, `rev:main`. */
  readonly operand: string;
}

/** What a commit can measure, and the programs and packages of it, copied as those of the working tree are. */
export async function armOf(
  repository: Repository,
  named: NamedRevision,
  sources: readonly ScenarioSource[],
  report: (line: string) => void,
): Promise<ArmSource> {
  const { name, commit } = named;
  const label = `${name} (${shortCommit(commit)})`;
  const { snapshot, listing } = await copyOf(repository, named, label, report);
  return {
    label,
    revision: { name, commit, clean: true },
    other: { sources: sourcesIn(snapshot.folder, sources, listing), listing },
    snapshot,
  };
}

/**
 * The copy of a commit's programs, and what the commit says that it can measure.
 * @throws Failure that names the revision as it was typed
 */
export async function copyOf(
  repository: Repository,
  { commit, operand }: Pick<NamedRevision, 'commit' | 'operand'>,
  label: string,
  report: (line: string) => void,
): Promise<{ readonly snapshot: Snapshot; readonly listing: Listing }> {
  const folder = await checkOut(repository, commit, report).catch((error: unknown) => {
    if (!(error instanceof Failure) || (error.kind !== 'error' && error.kind !== 'usage')) throw error;
    throw new Failure(error.kind, `${operand}: ${error.message}`, { cause: error });
  });
  await refuseOtherContract(folder, label, operand);
  const listing = await listingOf(folder, label, operand, repository.interrupt);
  return { snapshot: await takeSnapshot(folder, report), listing };
}

/**
 * The same scenarios with the programs of another copy of the package.
 * @param listing what that copy says that it can measure: which parameters its programs know; null: all of today's
 */
export function sourcesIn(
  folder: string,
  sources: readonly ScenarioSource[],
  listing: Listing | null,
): ScenarioSource[] {
  return sources.map(({ scenario, directory }) => {
    const place = path.relative(packageRoot, fileURLToPath(directory));
    const known = listing?.find((one) => one.scenario === scenario.name);
    return {
      scenario,
      directory: pathToFileURL(path.join(folder, place) + path.sep),
      goModule: path.join(folder, 'go-workloads'),
      ...(known === undefined ? {} : { takes: Object.keys(known.parameters) }),
    };
  });
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 10);
}
