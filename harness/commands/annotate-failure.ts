import { Failure, textOf, type FailureKind } from '../failure.ts';
import { annotationLine } from '../reports/check-annotations.ts';
import type { Session } from './session.ts';

/** What a failure is, in the title of its annotation. */
const titles: Readonly<Record<FailureKind, string>> = {
  pass: 'nothing failed',
  error: 'an error',
  regression: 'a regression',
  inconclusive: 'inconclusive',
  usage: 'cannot be done as asked',
  foreignFile: 'a foreign or damaged file',
  missingRuntime: 'a runtime is missing',
  cannotWrite: 'cannot write',
  doesNotFit: 'does not fit',
  interrupted: 'interrupted',
  terminated: 'terminated',
};

/**
 * Carries out a command, and where it is a check for a workflow (`--format github`) tells a failure as an annotation, too: a
 * pull request shows these and not what stands on stderr.
 */
export async function annotatingFailures(
  argv: readonly string[],
  { stdout }: Pick<Session, 'stdout'>,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (isForWorkflow(argv)) {
      const kind = error instanceof Failure ? error.kind : 'error';
      // As the light of a check that could not decide.
      const level = kind === 'inconclusive' ? 'warning' : 'error';
      stdout.write(
        annotationLine(level, { title: `interleave check: ${titles[kind]}`, message: textOf(error) }),
      );
    }
    throw error;
  }
}

/** By the words as they were typed, since what is wrong may be another of them. */
function isForWorkflow(argv: readonly string[]): boolean {
  if (argv[0] !== 'check') return false;
  return argv.some(
    (word, index) => word === '--format=github' || (word === 'github' && argv[index - 1] === '--format'),
  );
}
