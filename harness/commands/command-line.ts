import yargs from 'yargs';
import { Failure } from '../failure.ts';
import { packageVersion } from '../package-root.ts';
import { baseline, type BaselineAction } from './baseline.ts';
import { calibrateByFlags, checkByFlags } from './check-flags.ts';
import { chartByFlags } from './chart-flags.ts';
import { compareByFlags } from './compare-flags.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { checkSingleOptions, requestsOf } from './flag-values.ts';
import { didYouMean } from './nearest.ts';
import { list } from './list.ts';
import {
  baselineOptions,
  calibrateOptions,
  chartOptions,
  checkOptions,
  compareOptions,
  jsonOption,
  largestOptions,
  optionsOf,
  runOptions,
  runtimeOptions,
  type Flags,
} from './options.ts';
import { report } from './report.ts';
import { runOrResume, seekLargest } from './run-flags.ts';
import type { Session } from './session.ts';

const commands = Object.keys(optionsOf);

/**
 * Reads the arguments and carries out the command.
 * @returns the exit code.
 * @throws Failure for everything that the user can mend, usage errors included.
 */
export async function commandLine(argv: readonly string[], session: Session): Promise<number> {
  let exitCode = 0;
  const keep = (work: (flags: Flags) => Promise<number> | number) => async (flags: unknown) => {
    exitCode = await work(flags as Flags);
  };
  const parser = yargs([...argv])
    .scriptName('interleave')
    // The texts are ours, in one language; yargs would mix them with the locale's.
    .locale('en')
    .usage('$0 <command>\n\nMeasures concurrency models side by side: matched Go and Node.js programs.')
    .command(
      'list',
      'print scenarios, variants, parameters, levels and suites',
      (y) => y.options(jsonOption).example('$0 list --json', 'the same for programs'),
      keep(({ json }) => list(json, session)),
    )
    .command(
      'run [targets..]',
      'measure, and write a run’s folder',
      (y) =>
        y
          .positional('targets', {
            type: 'string',
            array: true,
            describe: 'scenario[/runtime[/variant]] …; all when none is named',
          })
          .options(runOptions)
          .example('$0 run --suite headline', 'a million sleeping tasks in Go and Node.js')
          .example('$0 run sleepers --param tasks=1k,10k,100k --runs 6', 'a sweep with intervals')
          .example('$0 run sleepers --budget 10m', 'as many rounds as ten minutes hold')
          .example('$0 run sleepers/go/goroutine-sleep --cores 1 --quick', 'one variant, one CPU, tiny')
          .example('$0 run --resume results/20261121T093000Z-1f3a9c', 'go on after an interruption'),
      keep((flags) => runOrResume(flags, session)),
    )
    .command(
      'largest <targets..>',
      'seek the largest number that this machine holds alive at once',
      (y) =>
        y
          .positional('targets', {
            type: 'string',
            array: true,
            describe: 'scenario[/runtime[/variant]] … whose units are all alive at once',
            demandOption: true,
          })
          .options(largestOptions)
          .example('$0 largest sleepers/go --memory-limit 4G', 'in four gigabytes')
          .example('$0 largest sleepers --time-limit 30m', 'of every row what half an hour tells'),
      keep((flags) => seekLargest(flags, session)),
    )
    .command(
      'compare <operands..>',
      'hold cases, versions, runs or revisions against each other',
      (y) =>
        y
          .positional('operands', {
            type: 'string',
            array: true,
            describe:
              'two cases or two runtime versions of --run; two folders of runs; the folder of a check; or two revisions, rev:NAME, to measure',
            demandOption: true,
          })
          .options(compareOptions)
          .example(
            '$0 compare sleepers/go/goroutine-sleep node/async-sleep --run results/reference',
            'two cases',
          )
          .example('$0 compare go@1.26.8 go@1.27.4 --run RUN', 'two versions of one runtime')
          .example('$0 compare results/before results/after --md', 'two runs, unpaired')
          .example('$0 compare rev:v0.1.0 rev:main --suite gate', 'two revisions, measured in pairs'),
      keep((flags) => compareByFlags(flags, session)),
    )
    .command(
      'check [targets..]',
      'measure against another revision, and fail on a slowdown',
      (y) =>
        y
          .positional('targets', {
            type: 'string',
            array: true,
            describe: 'scenario[/runtime[/variant]] …; the whole suite when none is named',
          })
          .options(checkOptions)
          .example('$0 check --base main', 'the working tree against where it left main')
          .example('$0 check --base origin/main --format github', 'in a workflow')
          .example('$0 check --baseline baselines/main.json --allow-unpaired', 'against a stored baseline')
          .example('$0 check --replay results/<check> --strict', 'the same pairs, another policy')
          .example('$0 check --self-test', 'does the gate find what it promises?'),
      keep((flags) => checkByFlags(flags, session)),
    )
    .command(
      'calibrate [targets..]',
      'measure programs against themselves: what this machine can tell apart',
      (y) =>
        y
          .positional('targets', {
            type: 'string',
            array: true,
            describe: 'scenario[/runtime[/variant]] …; the whole suite when none is named',
          })
          .options(calibrateOptions)
          .example('$0 calibrate', 'the suite gate, once for each machine')
          .example('$0 calibrate --from results/<check>', 'by the pairs of one that was interrupted'),
      keep((flags) => calibrateByFlags(flags, session)),
    )
    .command(
      'explain <check>',
      'say why each verdict of a check fell',
      (y) =>
        y
          .positional('check', { type: 'string', describe: 'folder of a check', demandOption: true })
          .options(jsonOption)
          .example('$0 explain results/20261121T093000Z-1f3a9c', 'pairs, intervals, p values, looks'),
      keep((flags) => explain(flags.check ?? '', { json: flags.json }, session)),
    )
    .command(
      'chart <folder>',
      'draw charts of a run or a check: SVG, PNG and Vega-Lite',
      (y) =>
        y
          .positional('folder', {
            type: 'string',
            describe: 'folder of a run or a check',
            demandOption: true,
          })
          .options(chartOptions)
          .example('$0 chart results/20261121T093000Z-1f3a9c', 'all that its scenarios declare')
          .example('$0 chart RUN --scenario sleepers --y bytes_per_task --x tasks', 'one of your own')
          .example('$0 chart RUN --scenario pipeline --y throughput --x buffer --facet workers', 'in panels')
          .example('$0 chart results/<check>', 'what it found, and pair by pair'),
      keep((flags) => chartByFlags(flags, session)),
    )
    .command(
      'baseline <action> [run]',
      'keep what a commit measured, for later checks',
      (y) =>
        y
          .positional('action', {
            type: 'string',
            choices: ['save', 'promote', 'status'],
            describe: 'save a run as candidate, promote the candidate, or list what there is',
            demandOption: true,
          })
          .positional('run', { type: 'string', describe: 'folder of a run, to save' })
          .options(baselineOptions)
          .example('$0 baseline save results/20261121T093000Z-1f3a9c', 'as the candidate main')
          .example('$0 baseline promote', 'the candidate becomes baselines/main.json'),
      keep((flags) => {
        checkSingleOptions(flags);
        return baseline(
          flags.action as BaselineAction,
          { run: flags.run ?? null, name: flags.name ?? 'main', json: flags.json },
          session,
        );
      }),
    )
    .command(
      'report <run>',
      'write a run’s reports again from its samples',
      (y) =>
        y
          .positional('run', { type: 'string', describe: 'folder of a run', demandOption: true })
          .example('$0 report results/20261121T093000Z-1f3a9c', 'its tables and CSV files, made anew'),
      keep((flags) => report(flags.run ?? '', session)),
    )
    .command(
      'doctor',
      'say what this machine has and lacks, and what to type about each',
      (y) =>
        y
          .options({ ...jsonOption, ...runtimeOptions })
          .example('$0 doctor --go 1.26.8', 'with another Go than the pinned one'),
      keep((flags) => doctor({ json: flags.json, runtimeRequests: requestsOf(flags) }, session)),
    )
    .demandCommand(1, 1, `expected a command (${commands.join(', ')}), received none`)
    .strict()
    .version(packageVersion)
    .help()
    .alias('h', 'help')
    .wrap(Math.min(session.stdout.columns || 100, 110))
    .example('$0 run --suite smoke', 'every variant, tiny: does all work here?')
    .example('$0 run sleepers --param tasks=1k,10k,100k', 'a sweep')
    .example('$0 check --base main', 'is the working tree slower?')
    .example('$0 doctor', 'what this machine lacks')
    .epilogue(
      'Exit codes: 0 done, 1 a sample or the tool failed or a self-test broke its promise, 2 a regression, 3 inconclusive, nothing to compare, no baseline or not all measured, 64 usage, 65 foreign or damaged file, 69 runtime missing or too old, 73 cannot write, 75 does not fit this machine or the time budget, 130 and 143 interrupted by SIGINT or SIGTERM (run and check go on with --resume).',
    )
    .exitProcess(false)
    .fail((message, error) => {
      if (error instanceof Error && !(error.name === 'YError')) throw error;
      throw new Failure('usage', usageProblem(message ?? String(error), argv));
    });
  const [command] = argv;
  if (command !== undefined && !/^(-h|--help|--version)$/.test(command) && !commands.includes(command)) {
    throw new Failure(
      'usage',
      `expected a command (${commands.join(', ')}), received ${command}${didYouMean(command, commands)}`,
    );
  }
  refuseBooleanValues(argv);
  // yargs prints help and version itself, on its own console.
  await parser.parseAsync();
  return exitCode;
}

/** yargs takes any value of a switch but `true` for no. */
function refuseBooleanValues(argv: readonly string[]): void {
  const known = optionsOf[argv[0] ?? ''] ?? {};
  for (const word of argv) {
    const [, name = '', value = ''] = /^--(?:no-)?([a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (!Object.hasOwn(known, name) || known[name]?.type !== 'boolean') continue;
    if (value === 'true' || value === 'false') continue;
    throw new Failure(
      'usage',
      `--${name}: expected no value, received ${value === '' ? 'an empty one' : value}`,
    );
  }
}

/** Says what was expected and what came, where yargs only says that something is wrong. */
function usageProblem(message: string, argv: readonly string[]): string {
  const command = argv.find((word) => commands.includes(word));
  const see = `(see interleave ${command === undefined ? '' : `${command} `}--help)`;
  const valueless = /^Not enough arguments following: (\S+)$/.exec(message)?.[1];
  if (valueless !== undefined) return `--${valueless}: expected a value, received nothing ${see}`;
  if (message.startsWith('Not enough non-option arguments'))
    return `expected ${wantedOf(command)}, received none ${see}`;
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown === undefined) return `${message.split('\n').join(' ')} ${see}`;
  const given = argv.find(
    (word) => word.startsWith('-') && word.replace(/^-+(no-)?/, '').split('=')[0] === unknown,
  );
  if (given === undefined)
    return `expected nothing more after ${command ?? 'interleave'}, received ${unknown} ${see}`;
  const known = Object.keys(command === undefined ? {} : (optionsOf[command] ?? {}));
  const nearest = didYouMean(unknown, known).replace('mean ', 'mean --');
  return `expected an option of ${command ?? 'interleave'}, received ${given.split('=')[0]}${nearest} ${see}`;
}

/** What a command cannot do without. */
function wantedOf(command: string | undefined): string {
  if (command === 'largest') return 'scenario/runtime/variant';
  if (command === 'compare') return 'what to compare: two cases, versions, runs or revisions';
  if (command === 'baseline') return 'save, promote or status';
  if (command === 'chart') return 'the folder of a run or a check';
  return command === 'explain' ? 'the folder of a check' : 'the folder of a run';
}
