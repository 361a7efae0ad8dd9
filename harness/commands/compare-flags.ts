import { exitCodes, Failure, interruptionOf } from '../failure.ts';
import { readConfig } from './config.ts';
import { measuringBy } from './check-flags.ts';
import {
  compare,
  comparisonFormats,
  requestOf,
  type CompareOptions,
  type ComparisonFormat,
} from './compare.ts';
import { measureRevisions, revisionPrefix, type CompareRevisionsOptions } from './compare-revisions.ts';
import { checkSingleOptions, number, parseProbe, refuseControlCharacters, spelling } from './flag-values.ts';
import { didYouMean } from './nearest.ts';
import type { Flags } from './options.ts';
import { Progress } from './progress.ts';
import { select } from './selection.ts';
import type { Session } from './session.ts';
import { policyOfWanted } from './wanted-metrics.ts';

/** Enough for an interval that shows a few percent. */
const defaultPairs = 20;

/** Compares what is stored, or measures two revisions and compares these. */
export async function compareByFlags(flags: Flags, session: Session): Promise<number> {
  checkSingleOptions(flags);
  const operands = flags.operands ?? [];
  const request: Request = {
    metrics: flags.metric ?? null,
    probe: flags.probe === undefined ? null : parseProbe(flags.probe),
    format: formatOf(flags),
    chart: flags.chart ?? null,
  };
  const revisions = operands.filter((operand) => operand.startsWith(revisionPrefix));
  if (revisions.length === 0) {
    refuseMeasuring(flags);
    return compare({ ...request, operands, run: flags.run ?? null }, session);
  }
  for (const operand of revisions) refuseControlCharacters(`${revisionPrefix}NAME`, operand);
  const [base, head] = revisions.map((operand) => operand.slice(revisionPrefix.length));
  if (base === undefined || head === undefined || operands.length !== 2) {
    throw new Failure(
      'usage',
      `expected two revisions (${revisionPrefix}main ${revisionPrefix}HEAD), received ${operands.join(' ')}`,
    );
  }
  if (flags.run !== undefined)
    throw new Failure('usage', 'revisions are measured: expected no --run beside them');
  return compareRevisions(await revisionsBy(flags, base, head, request, session), request, session);
}

type Request = Pick<CompareOptions, 'metrics' | 'probe' | 'format' | 'chart'>;

/** @throws Failure of kind `usage`, before anything is checked out or measured */
async function revisionsBy(
  flags: Flags,
  base: string,
  head: string,
  request: Request,
  session: Session,
): Promise<CompareRevisionsOptions> {
  const config = await readConfig(session, flags.config ?? null);
  const measuring = {
    ...measuringBy(flags, { ...config, budgetNs: null }, null, session),
    probe: request.probe,
  };
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const { selections } = select(measuring, scenarios);
  const chosen = [...new Set(selections.map(({ scenario }) => scenario))];
  return {
    ...measuring,
    policy: policyOfWanted(requestOf(request, chosen), chosen, config.policy),
    base,
    head,
    pairs:
      flags.pairs === undefined ? defaultPairs : number('--pairs', flags.pairs, 6, 1000, 'a whole number'),
  };
}

async function compareRevisions(
  options: CompareRevisionsOptions,
  request: Request,
  session: Session,
): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const { folder, ended, crashed } = await measureRevisions(options, session, progress);
  progress.line(`pairs and reports: ${folder}`);
  if (ended !== null) progress.line(`it ended early (${ended}): what follows is of the pairs that there are`);
  const exitCode = await compare({ ...request, operands: [folder], run: null }, session);
  if (session.interrupt.aborted) return exitCodes[interruptionOf(session.interrupt)];
  if (crashed) return exitCodes.error;
  return ended === null ? exitCode : exitCodes.inconclusive;
}

function refuseMeasuring(flags: Flags): void {
  const measuring = [
    ...(['suite', 'quick', 'param', 'cores', 'seed', 'pairs', 'budget', 'out', 'timeout'] as const),
    ...(['memoryLimit', 'go', 'node', 'allowNodeOptions', 'config'] as const),
  ];
  for (const name of measuring) {
    if (flags[name] === undefined) continue;
    throw new Failure(
      'usage',
      `--${spelling[name] ?? name}: expected only where two revisions are measured (${revisionPrefix}main ${revisionPrefix}HEAD); what is stored is compared as it is`,
    );
  }
}

function formatOf({ format, json, csv, md }: Flags): ComparisonFormat {
  const named = [
    ...(format === undefined ? [] : [format]),
    ...(json ? ['json'] : []),
    ...(csv === true ? ['csv'] : []),
    ...(md === true ? ['md'] : []),
  ];
  const [first, second] = [...new Set(named)];
  if (second !== undefined)
    throw new Failure('usage', `expected one format, received ${first} and ${second}`);
  if (first === undefined) return 'text';
  const found = comparisonFormats.find((name) => name === first);
  if (found !== undefined) return found;
  throw new Failure(
    'usage',
    `--format: expected ${comparisonFormats.join(', ')}, received ${first}${didYouMean(first, comparisonFormats)}`,
  );
}
