import { Failure } from '../failure.ts';
import { defaultGate, type GateSettings } from '../gate/gate-changes.ts';
import { defaultMargin, isTail, policyProblems, type Policy } from '../gate/policy.ts';
import { percent } from '../percent.ts';
import { calibrate, calibrateFrom } from './calibrate.ts';
import { check } from './check.ts';
import { checkBaseline } from './check-baseline.ts';
import { readConfig, type Config } from './config.ts';
import { checkOutputs, type CheckOutput } from './finish-check.ts';
import {
  checkSingleOptions,
  enforcedMemoryLimit,
  number,
  parseRegimes,
  parseTime,
  refuseControlCharacters,
  requestsOf,
  spelling,
} from './flag-values.ts';
import { leastPairs } from './make-calibration.ts';
import type { MeasuringOptions } from './measure-arms.ts';
import { didYouMean } from './nearest.ts';
import type { Flags } from './options.ts';
import { parseParameters, splitParameters } from './parameters.ts';
import { replayCheck } from './replay-check.ts';
import { resumeCheckIn } from './resume-check.ts';
import { chooseScenarios, targetsElsewhere } from './selection.ts';
import { selfTest } from './self-test.ts';
import type { Session } from './session.ts';

/** A check of one of its kinds: two revisions, a stored baseline, a stored check anew, or the gate itself. */
export async function checkByFlags(flags: Flags, session: Session): Promise<number> {
  checkSingleOptions(flags);
  const output = outputOf(flags);
  const kind = oneKind(flags);
  // By its own plan: not even a mistake in the file with the policy may stop it.
  if (kind === 'resume') return resumeCheckIn(flags.resume ?? '', output, session);
  const config = await readConfig(session, flags.config ?? null);
  const policy = withFlags(config.policy, flags);
  if (kind === 'replay') return replayCheck(flags.replay ?? '', policy, output, session);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  // Whether base has what head has not is found out later.
  const elsewhere = kind === 'base' ? targetsElsewhere(askedBy(flags, config), scenarios) : [];
  const measuring = measuringBy(flags, config, defaultGate.budgetNs, session, elsewhere);
  const calibration = flags.calibration ?? null;
  if (kind === 'self-test')
    return selfTest({ ...measuring, policy, calibration, json: output === 'json' }, session);
  if (kind === 'baseline')
    return checkBaseline({ ...measuring, policy, output, baseline: flags.baseline ?? '' }, session);
  const target = session.variables['GITHUB_BASE_REF'];
  const base = flags.base ?? (target === undefined || target === '' ? null : `origin/${target}`);
  if (base === null) {
    throw new Failure(
      'usage',
      'expected what to check against: --base REF (a branch, tag or commit), --baseline FILE, --replay FOLDER or --self-test, received none of them',
    );
  }
  refuseControlCharacters(flags.base === undefined ? 'GITHUB_BASE_REF' : '--base', base);
  return check(
    {
      ...measuring,
      policy,
      calibration,
      output,
      base,
      mergeBase: flags.mergeBase ?? true,
      config: {
        named: flags.config ?? null,
        read: config,
        gateUnder: (one) => gateUnder(one, flags, session),
      },
    },
    session,
  );
}

export async function calibrateByFlags(flags: Flags, session: Session): Promise<number> {
  checkSingleOptions(flags);
  if (flags.from !== undefined) {
    refuseBeside(
      'from',
      'goes by stored pairs and their own policy',
      [...ofMeasuring, 'config', 'q', 'pairs'],
      flags,
    );
    return calibrateFrom({ folder: flags.from, json: flags.json }, session);
  }
  const config = await readConfig(session, flags.config ?? null);
  return calibrate(
    {
      // A project's budget is that of its checks; calibrating takes what it takes.
      ...measuringBy(flags, { ...config, budgetNs: null }, null, session),
      policy: withFlags(config.policy, flags),
      pairs:
        flags.pairs === undefined ? 40 : number('--pairs', flags.pairs, leastPairs, 1000, 'a whole number'),
      json: flags.json,
    },
    session,
  );
}

export function measuringBy(
  flags: Flags,
  config: Config,
  budgetNs: number | null,
  session: Session,
  elsewhere: readonly string[] = [],
): MeasuringOptions {
  if (flags.quick === true && flags.suite !== undefined && flags.suite !== 'quick') {
    throw new Failure(
      'usage',
      `--quick is --suite quick: expected one of them, received --suite ${flags.suite} too`,
    );
  }
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const { suite, targets } = askedBy(flags, config);
  const parameters = splitParameters(flags.param ?? []);
  const chosen = chooseScenarios(
    { targets, elsewhere, suite, probe: null },
    Object.keys(parameters),
    scenarios,
  );
  return {
    targets,
    elsewhere,
    suite,
    parameters: parseParameters(parameters, chosen),
    regimes: flags.cores === undefined ? null : parseRegimes(flags.cores),
    probe: null,
    runs: null,
    seed: flags.seed === undefined ? null : number('--seed', flags.seed, 0, 0xffff_ffff, 'a whole number'),
    budgetNs: budgetBy(flags, config, budgetNs),
    beganMs: performance.now(),
    timeLimitMs:
      flags.timeout === undefined ? null : number('--timeout', flags.timeout, 0.1, 1e6, 'seconds') * 1000,
    memoryLimitBytes: enforcedMemoryLimit(flags),
    out: flags.out ?? 'results',
    runtimeRequests: requestsOf(flags),
    allowNodeOptions: flags.allowNodeOptions ?? false,
  };
}

function askedBy(flags: Flags, config: Config): Pick<GateSettings, 'suite' | 'targets'> {
  const named = flags.targets ?? [];
  return {
    suite: flags.quick === true ? 'quick' : (flags.suite ?? config.suite ?? defaultGate.suite),
    targets: named.length > 0 ? named : (config.targets ?? defaultGate.targets),
  };
}

function budgetBy(flags: Flags, config: Config, otherwise: number | null): number | null {
  return flags.budget === undefined
    ? (config.budgetNs ?? otherwise)
    : parseTime('--budget', flags.budget, '10s');
}

/** The gate that a file makes with this command line. @throws Failure of kind `usage` where the two make none */
function gateUnder(config: Config, flags: Flags, { sources }: Session): GateSettings {
  return {
    ...askedBy(flags, config),
    policy: withFlags(config.policy, flags),
    budgetNs: budgetBy(flags, config, defaultGate.budgetNs),
    own: Object.fromEntries(
      sources.map(({ scenario }) => [scenario.name, scenario.gated.map(({ metric }) => metric)]),
    ),
  };
}

/** What a check is held against; only one thing. */
function oneKind(flags: Flags): Kind {
  const named = (
    [
      ['base', flags.base],
      ['baseline', flags.baseline],
      ['replay', flags.replay],
      ['self-test', flags.selfTest === true ? '' : undefined],
      ['resume', flags.resume],
    ] as const
  ).filter(([, value]) => value !== undefined);
  const [first, second] = named;
  if (first !== undefined && second !== undefined)
    throw new Failure('usage', `expected one of --${first[0]} and --${second[0]}, received both`);
  const kind = first?.[0] ?? 'base';
  const { because, options } = withoutEffect[kind];
  // Told to go by none, it does.
  const isNone = kind === 'baseline' && flags.calibration === 'none';
  refuseBeside(
    kind,
    because,
    options.filter((option) => !(isNone && option === 'calibration')),
    flags,
  );
  return kind;
}

function refuseBeside(
  option: string,
  because: string,
  without: readonly (keyof Flags)[],
  flags: Flags,
): void {
  for (const name of without) {
    const value = flags[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    const what = name === 'targets' ? 'scenario' : `--${spelling[name] ?? name}`;
    throw new Failure('usage', `--${option} ${because}: expected no ${what} beside it`);
  }
}

type Kind = 'base' | 'baseline' | 'replay' | 'self-test' | 'resume';

const ofMeasuring = [
  ...(['targets', 'suite', 'quick', 'param', 'cores', 'seed', 'budget', 'calibration', 'mergeBase'] as const),
  ...(['timeout', 'memoryLimit', 'out', 'go', 'node', 'allowNodeOptions'] as const),
];
const ofPolicy = ['strict', 'q', 'alarm', 'harm', 'accept', 'allowUnpaired'] as const;

/** What a kind of check would take without a word, and go its own way. */
const withoutEffect: Readonly<
  Record<Kind, { readonly because: string; readonly options: readonly (keyof Flags)[] }>
> = {
  base: { because: 'is measured in pairs', options: ['allowUnpaired'] },
  baseline: { because: 'measures one side alone', options: ['calibration', 'mergeBase'] },
  'self-test': {
    because: 'measures one revision against itself',
    options: ['format', 'mergeBase', 'accept', 'allowUnpaired'],
  },
  replay: { because: 'goes by what is stored', options: [...ofMeasuring, 'allowUnpaired'] },
  resume: { because: 'goes by what is stored', options: [...ofMeasuring, ...ofPolicy, 'config'] },
};

/** The policy with what the command line says for this once. */
function withFlags(policy: Policy, flags: Flags): Policy {
  const margins = { ...policy.margins };
  const { alarm, harm } = flags;
  if (alarm !== undefined || harm !== undefined) {
    const general = policy.margins['default'] ?? defaultMargin;
    const wanted = {
      alarm: alarm === undefined ? general.alarm : parseShare('--alarm', alarm),
      harm: harm === undefined ? general.harm : parseShare('--harm', harm),
    };
    margins['default'] = wanted;
    // Said for this once, it holds for every metric that has a margin of its own, too; not for the far tail, which the default
    // does not hold for either.
    for (const [metric, own] of Object.entries(policy.margins)) {
      if (metric === 'default' || isTail(metric)) continue;
      margins[metric] = {
        alarm: alarm === undefined ? own.alarm : wanted.alarm,
        harm: harm === undefined ? own.harm : wanted.harm,
      };
    }
  }
  const changed: Policy = {
    ...policy,
    margins,
    strict: flags.strict ?? policy.strict,
    q: flags.q === undefined ? policy.q : parseShare('--q', flags.q),
    accept: flags.accept === undefined ? policy.accept : parseAccept(flags.accept),
    allowUnpaired: flags.allowUnpaired ?? policy.allowUnpaired,
  };
  refuseCrossedMargins(changed, flags);
  const [problem] = policyProblems(changed);
  if (problem !== undefined) throw new Failure('usage', problem);
  if (changed.q > 0.2) throw new Failure('usage', `--q: expected at most 0.2, received ${flags.q}`);
  return changed;
}

/** The file's own margins were checked when it was read: it is an option that crosses them. */
function refuseCrossedMargins({ margins }: Policy, { alarm, harm }: Flags): void {
  for (const [metric, own] of Object.entries(margins)) {
    if (own.alarm <= own.harm) continue;
    const of = metric === 'default' ? '' : ` of ${metric}`;
    throw new Failure(
      'usage',
      alarm === undefined
        ? `--harm: expected at least the alarm${of} (${percent(own.alarm)}), received ${harm}: what is no regression cannot be harm; give a smaller --alarm too`
        : `--alarm: expected at most ${harm === undefined ? `the harm${of} (${percent(own.harm)})` : `--harm (${harm})`}, received ${alarm}: what is no regression cannot be harm; give a larger --harm${harm === undefined ? ' too' : ''}`,
    );
  }
}

/** `5%` and `0.05` are the same share. */
export function parseShare(option: string, text: string): number {
  const matched = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text);
  const [, figure = '', sign = ''] = matched ?? [];
  // Who types 3 means three percent and not three times as much more.
  if (sign === '' && Number(figure) >= 1 && figure !== '') {
    throw new Failure(
      'usage',
      `${option}: expected a share such as 5% or 0.05, received ${text}, which without its sign is ${percent(Number(figure))}: write ${figure}%${Number(figure) <= 10 ? `, or ${100 * Number(figure)}% where that is meant` : ''}`,
    );
  }
  const share = matched === null ? Number.NaN : Number(figure) / (sign === '%' ? 100 : 1);
  if (share > 0 && share <= 10) return share;
  throw new Failure('usage', `${option}: expected a share such as 5% or 0.05, received ${text}`);
}

function parseAccept(text: string): Policy['accept'] {
  return text.split(',').map((side) => {
    if (side === 'new' || side === 'removed') return side;
    throw new Failure('usage', `--accept: expected new, removed or new,removed, received ${text}`);
  });
}

function outputOf({ format, json }: Flags): CheckOutput {
  if (format === undefined) return json ? 'json' : 'text';
  const found = checkOutputs.find((name) => name === format);
  if (found === undefined) {
    throw new Failure(
      'usage',
      `--format: expected ${checkOutputs.join(', ')}, received ${format}${didYouMean(format, checkOutputs)}`,
    );
  }
  if (json && found !== 'json')
    throw new Failure(
      'usage',
      `--json is --format json: expected one of them, received --format ${format} too`,
    );
  return found;
}
