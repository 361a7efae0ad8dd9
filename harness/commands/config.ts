import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Failure, textOf } from '../failure.ts';
import { defaultPolicy, policyProblems, policySchema, type Policy } from '../gate/policy.ts';
import { metricsOf } from '../metrics.ts';
import { probes, type Scenario } from '../model.ts';
import { gatedMetrics } from './check-cells.ts';
import { parseTime } from './flag-values.ts';
import { findJsonMistake } from './json-mistake.ts';
import { didYouMean } from './nearest.ts';
import { chooseScenarios } from './selection.ts';
import type { Session } from './session.ts';

export const configFile = 'interleave.config.json';

/** What a project says about its gate; null: it does not say. Options of the command line come before it. */
export interface Config {
  readonly policy: Policy;
  readonly suite: string | null;
  /** ns */
  readonly budgetNs: number | null;
  readonly targets: readonly string[] | null;
  /** Where it stands; null: there is none. */
  readonly file: string | null;
}

const noConfig: Config = { policy: defaultPolicy, suite: null, budgetNs: null, targets: null, file: null };

const { noise, margins, ...rest } = policySchema.shape;

const gateSchema = z.strictObject({
  suite: z.string().optional(),
  targets: z.array(z.string()).optional(),
  budget: z.string().optional(),
  ...z.strictObject(rest).partial().shape,
  margins: margins.optional(),
  noise: noise.partial().optional(),
});

const configSchema = z.strictObject({ gate: gateSchema.optional() });

type Gate = z.infer<typeof gateSchema>;

/**
 * Reads `interleave.config.json` of the working folder or of the nearest folder above it, up to the root of its repository;
 * outside a repository of the working folder alone, since what lies above belongs to others.
 *
 * @param file as `--config` names it; null: it is looked for, and need not be there
 * @throws Failure of kind `usage` with the file's name for whatever is wrong in it
 */
export async function readConfig(
  { workingFolder, sources }: Pick<Session, 'workingFolder' | 'sources'>,
  file: string | null,
): Promise<Config> {
  const found = file === null ? await findConfig(workingFolder) : path.resolve(workingFolder, file);
  if (found === null) return noConfig;
  const name = path.relative(workingFolder, found);
  const text = await readFile(found, 'utf8').catch((error: unknown) => {
    throw new Failure('usage', `${name} cannot be read: ${textOf(error)}`, { cause: error });
  });
  const scenarios = sources.map(({ scenario }) => scenario);
  return { ...configOf(text, name, scenarios), file: found };
}

async function findConfig(workingFolder: string): Promise<string | null> {
  const passed: string[] = [];
  for (let folder = workingFolder; ; folder = path.dirname(folder)) {
    passed.push(folder);
    const isRoot = await exists(path.join(folder, '.git'));
    if (!isRoot && folder !== path.dirname(folder)) continue;
    const searched = isRoot ? passed : [workingFolder];
    for (const candidate of searched) {
      const file = path.join(candidate, configFile);
      if (await exists(file)) return file;
    }
    return null;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function configOf(text: string, name: string, scenarios: readonly Scenario[]): Omit<Config, 'file'> {
  const { suite, targets, budget, policy } = saidIn(text, name);
  refuse(name, [
    ...suiteProblems(suite, scenarios),
    ...(targets ?? []).flatMap((target, index) => targetProblems(target, index, scenarios)),
    ...(budget === undefined ? [] : problemsOf(null, () => parseBudget(budget))),
    ...metricProblems(policy, scenarios),
    ...marginProblems(policy, scenarios),
    ...policyProblems(policy).map((problem) => `gate.${problem}`),
  ]);
  return { policy, suite, budgetNs: budget === undefined ? null : parseBudget(budget), targets };
}

/**
 * The file of another revision. What this one does not have, a scenario or a metric, is no mistake there.
 * @param text null: it has none
 * @throws Failure of kind `usage` where it cannot be read
 */
export function otherConfig(text: string | null, name: string): Config {
  if (text === null) return noConfig;
  const { suite, targets, budget, policy } = saidIn(text, name);
  return {
    policy,
    suite,
    targets,
    budgetNs: budget === undefined ? null : parseTime(`${name}: gate.budget`, budget, '10s'),
    file: name,
  };
}

function saidIn(text: string, name: string) {
  const { gate = {} } = decode(text, name);
  const { suite = null, targets = null, budget, ...given } = gate;
  const policy: Policy = {
    ...defaultPolicy,
    ...withoutUndefined(given),
    noise: { ...defaultPolicy.noise, ...withoutUndefined(given.noise ?? {}) },
  };
  return { suite, targets, budget, policy };
}

function decode(text: string, name: string): { readonly gate?: Gate | undefined } {
  // Some editors put a byte order mark before it, which a reader may leave out (RFC 8259, 8.1).
  const json = text.replace(/^\ufeff/, '');
  const mistake = findJsonMistake(json);
  if (mistake !== null)
    throw new Failure('usage', `${name}:${mistake.line}:${mistake.column}: ${mistake.problem}`);
  const value: unknown = JSON.parse(json);
  refuse(name, prototypeProblems(value, []));
  const result = configSchema.safeParse(value);
  if (result.success) return result.data;
  throw failureOf(
    name,
    result.error.issues.flatMap((issue) => issueProblems(issue, value)),
  );
}

/** To an object of JavaScript this key is none, so that no check that follows would see it. */
function prototypeProblems(value: unknown, place: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...place, key];
    return key === '__proto__'
      ? [`${here.join('.')}: expected ${expectedKey(place)}, received ${key}`]
      : prototypeProblems(inner, here);
  });
}

function expectedKey(place: readonly string[]): string {
  if (place.length === 2 && place[1] === 'metrics') return 'the name of a scenario';
  if (place.length === 2 && place[1] === 'margins') return 'default or the name of a metric';
  return `one of ${knownKeys(place).join(', ')}`;
}

function refuse(name: string, problems: readonly string[]): void {
  if (problems.length > 0) throw failureOf(name, problems);
}

/** All that is wrong at once, as compilers tell it: a line each. */
function failureOf(name: string, problems: readonly string[]): Failure {
  return new Failure('usage', problems.map((problem) => `${name}: ${problem}`).join('\n'));
}

function issueProblems(issue: z.core.$ZodIssue, value: unknown): string[] {
  const place = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(place);
    return issue.keys.map(
      (key) =>
        `${[...place, key].join('.')}: expected one of ${known.join(', ')}, received ${key}${didYouMean(key, known)}`,
    );
  }
  const received = at(value, issue.path);
  const shown = received === undefined ? 'nothing' : JSON.stringify(received);
  return [`${place.join('.') || 'the file'}: expected ${expectedOf(issue)}, received ${shown}`];
}

function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return words[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return `${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive === true ? 'at most' : 'less than'} ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const words: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Of the object at a path. */
function knownKeys([first, second, third]: readonly string[]): string[] {
  if (second === 'noise') return Object.keys(noise.shape);
  if (second === 'margins' && third !== undefined) return Object.keys(margins.valueType.shape);
  return Object.keys(first === undefined ? configSchema.shape : gateSchema.shape);
}

function at(value: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function suiteProblems(suite: string | null, scenarios: readonly Scenario[]): string[] {
  const known = [...new Set(scenarios.flatMap(({ suites }) => Object.keys(suites)))];
  if (suite === null || known.includes(suite)) return [];
  return [
    `gate.suite: expected one of ${known.join(', ')}, received ${JSON.stringify(suite)}${didYouMean(suite, known)}`,
  ];
}

function targetProblems(target: string, index: number, scenarios: readonly Scenario[]): string[] {
  return problemsOf(`gate.targets.${index}`, () =>
    chooseScenarios({ targets: [target], suite: null, probe: null }, [], scenarios),
  );
}

function parseBudget(text: string): number {
  return parseTime('gate.budget', text, '10s');
}

function metricProblems(policy: Policy, scenarios: readonly Scenario[]): string[] {
  const known = scenarios.map(({ name }) => name);
  return Object.keys(policy.metrics).flatMap((name) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (scenario !== undefined) {
      const named = policy.metrics[name] ?? [];
      const twice = named.filter((metric, index) => named.indexOf(metric) !== index);
      return [
        ...problemsOf(`gate.metrics.${name}`, () => gatedMetrics(scenario, policy)),
        // It would count twice in the correction for many metrics.
        ...twice.map((metric) => `gate.metrics.${name}: expected each metric once, received ${metric} twice`),
      ];
    }
    return [
      `gate.metrics: expected scenarios (${known.join(', ')}), received ${name || 'nothing'}${didYouMean(name, known)}`,
    ];
  });
}

/** A margin of a metric that nobody has would be no margin at all. */
function marginProblems({ margins }: Policy, scenarios: readonly Scenario[]): string[] {
  const metrics = scenarios.flatMap((scenario) => probes.flatMap((probe) => metricsOf(scenario, probe)));
  const known = ['default', ...new Set(metrics.map(({ name }) => name))];
  return Object.keys(margins)
    .filter((name) => !known.includes(name))
    .map(
      (name) =>
        `gate.margins.${name}: expected default or the name of a metric (docs/columns.md lists them), received ${name}${didYouMean(name, known)}`,
    );
}

/**
 * What a check of the command line finds wrong, told of the file.
 * @param place null: the message names it
 */
function problemsOf(place: string | null, check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [place === null ? error.message : `${place}: ${error.message}`];
  }
}

/** A key that is left out is not the same as one without a value, which would replace the default. */
function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };
}
