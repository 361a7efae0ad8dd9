import { Failure } from '../failure.ts';
import { largest } from './largest.ts';
import {
  checkSingleOptions,
  enforcedMemoryLimit,
  number,
  parseMemoryLimit,
  parseProbe,
  parseRegimes,
  parseTime,
  requestsOf,
  spelling,
} from './flag-values.ts';
import type { Flags } from './options.ts';
import { parseParameters, splitParameters } from './parameters.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { chooseScenarios } from './selection.ts';
import type { Session } from './session.ts';

export async function runOrResume(flags: Flags, session: Session): Promise<number> {
  checkSingleOptions(flags);
  const timeLimitMs =
    flags.timeout === undefined ? null : number('--timeout', flags.timeout, 0.1, 1e6, 'seconds') * 1000;
  const memoryLimitBytes = enforcedMemoryLimit(flags);
  const common = {
    timeLimitMs,
    memoryLimitBytes,
    allowNodeOptions: flags.allowNodeOptions ?? false,
    json: flags.json,
  };
  if (flags.resume !== undefined) {
    for (const name of [
      'suite',
      'quick',
      'runs',
      'budget',
      'param',
      'cores',
      'probe',
      'seed',
      'dryRun',
      'control',
      'go',
      'node',
    ] as const) {
      if (flags[name] !== undefined) {
        throw new Failure(
          'usage',
          `--resume goes on with the stored plan: expected no --${spelling[name] ?? name} beside it`,
        );
      }
    }
    if ((flags.targets ?? []).length > 0) {
      throw new Failure(
        'usage',
        `--resume goes on with the stored plan: expected no scenario beside it, received ${flags.targets?.join(' ')}`,
      );
    }
    return resume({ ...common, folder: flags.resume }, session);
  }
  if (flags.quick === true && flags.suite !== undefined && flags.suite !== 'quick') {
    throw new Failure(
      'usage',
      `--quick is --suite quick: expected one of them, received --suite ${flags.suite} too`,
    );
  }
  const budgetNs = flags.budget === undefined ? null : parseTime('--budget', flags.budget, '10s');
  if (budgetNs !== null && flags.dryRun === true) {
    throw new Failure(
      'usage',
      '--dry-run prints a plan without measuring: expected no --budget beside it, since only measuring tells how many rounds a time holds; give --runs',
    );
  }
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const targets = flags.targets ?? [];
  const named = flags.quick === true ? 'quick' : (flags.suite ?? null);
  // Nothing named at all: the headline.
  const suite = named ?? (targets.length === 0 && flags.param === undefined ? 'headline' : null);
  const probe = flags.probe === undefined ? null : parseProbe(flags.probe);
  const parameters = splitParameters(flags.param ?? []);
  const chosen = chooseScenarios({ targets, suite, probe }, Object.keys(parameters), scenarios);
  return run(
    {
      ...common,
      targets,
      suite,
      parameters: parseParameters(parameters, chosen),
      regimes: flags.cores === undefined ? null : parseRegimes(flags.cores),
      probe,
      budgetNs,
      runs: flags.runs === undefined ? null : number('--runs', flags.runs, 1, 1000, 'a whole number'),
      seed: flags.seed === undefined ? null : number('--seed', flags.seed, 0, 0xffff_ffff, 'a whole number'),
      out: flags.out ?? 'results',
      runtimeRequests: requestsOf(flags),
      control: flags.control ?? true,
      dryRun: flags.dryRun ?? false,
    },
    session,
  );
}

export async function seekLargest(flags: Flags, session: Session): Promise<number> {
  checkSingleOptions(flags);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const targets = flags.targets ?? [];
  const parameters = splitParameters(flags.param ?? []);
  const chosen = chooseScenarios({ targets, suite: null, probe: null }, Object.keys(parameters), scenarios);
  return largest(
    {
      targets,
      parameters: parseParameters(parameters, chosen),
      from: flags.from === undefined ? null : number('--from', flags.from, 1, 1e12, 'a whole number'),
      timeLimitMs:
        flags.timeLimit === undefined ? null : parseTime('--time-limit', flags.timeLimit, '1s') / 1e6,
      memoryLimitBytes: flags.memoryLimit === undefined ? null : parseMemoryLimit(flags.memoryLimit),
      out: flags.out ?? 'results',
      runtimeRequests: requestsOf(flags),
      allowNodeOptions: flags.allowNodeOptions ?? false,
      json: flags.json,
    },
    session,
  );
}
