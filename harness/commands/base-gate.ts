import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure.ts';
import type { GateSettings } from '../gate/gate-changes.ts';
import type { Repository } from '../revisions/repository.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import type { Listing } from './base-listing.ts';
import { configFile, otherConfig, type Config } from './config.ts';
import type { Session } from './session.ts';

/** The file that head's policy comes from. */
export interface PolicyFile {
  /** As `--config` names it; null: it was looked for. */
  readonly named: string | null;
  readonly read: Config;
  /** What a file makes of the gate with this command line. */
  readonly gateUnder: (config: Config) => GateSettings;
}

/**
 * The policy is head's alone, so that a change may widen what it is judged by: what base's own file would have made of the gate
 * is put beside it, for the reports to say in what they differ.
 *
 * @param listing what base gates where no policy says, if it tells
 */
export async function gatesOf(
  repository: Repository,
  commit: string,
  { named, read, gateUnder }: PolicyFile,
  listing: Listing | null,
  { workingFolder }: Pick<Session, 'workingFolder'>,
): Promise<NonNullable<CheckPlan['gates']>> {
  const { policy: _, ...head } = stored(gateUnder(read));
  const known = (config: Config) => {
    const gate = gateUnder(config);
    return { head, base: stored({ ...gate, own: ownIn(listing, gate.own) }), problem: null };
  };
  const places = await placesOf(repository.root, workingFolder, named);
  // Of a file outside of the repository no revision has one of its own.
  if (places.length === 0) return known(read);
  try {
    for (const place of places) {
      const text = await repository.readFileAt(commit, place);
      if (text !== null) return known(otherConfig(text, place));
    }
    return known(otherConfig(null, configFile));
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'usage') throw error;
    return { head, base: null, problem: error.message };
  }
}

/** Where base may have the file, as its repository names it: as it is looked for in head, the nearest first. */
async function placesOf(root: string, workingFolder: string, named: string | null): Promise<string[]> {
  const top = await realpath(root);
  const inside = (file: string): string | null => {
    const place = path.relative(top, file);
    return place.startsWith('..') || path.isAbsolute(place) ? null : place.split(path.sep).join('/');
  };
  const from = path.resolve(workingFolder, named ?? configFile);
  const folder = await realpath(path.dirname(from));
  const nearest = inside(path.join(folder, path.basename(from)));
  if (nearest === null) return [];
  if (named !== null) return [nearest];
  const folders = nearest.split('/').slice(0, -1);
  return Array.from({ length: folders.length + 1 }, (_, up) =>
    [...folders.slice(0, folders.length - up), configFile].join('/'),
  );
}

/** Base's scenarios by its own words; where it is too old to tell, as this revision has them. */
function ownIn(listing: Listing | null, now: GateSettings['own']): GateSettings['own'] {
  if (listing === null) return now;
  return Object.fromEntries(
    listing.flatMap(({ scenario, gated = now[scenario] }) =>
      gated === undefined ? [] : [[scenario, gated]],
    ),
  );
}

function stored({ policy, suite, targets, budgetNs, own }: GateSettings) {
  return {
    policy,
    suite,
    targets: [...targets],
    budgetNs,
    own: Object.fromEntries(Object.entries(own).map(([name, metrics]) => [name, [...metrics]])),
  };
}
