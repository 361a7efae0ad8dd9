import { execa, ExecaError } from 'execa';
import { Failure } from '../failure.ts';

/** A repository on this machine, as far as comparing its revisions needs it. */
export class Repository {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /**
   * The repository whose root is this very folder.
   * @throws Failure of kind `usage` where it is none, or git is missing.
   */
  static async at(folder: string): Promise<Repository> {
    const root = await git(folder, ['rev-parse', '--show-prefix']).catch((error: unknown) => {
      throw new Failure(
        'usage',
        `--base compares two revisions of the repository that holds the workloads, and ${folder} is in none (${shortText(error)}): run check in a clone of it, or compare with a stored run by --baseline`,
        { cause: error },
      );
    });
    if (root !== '') {
      throw new Failure(
        'usage',
        `--base compares two revisions of the repository that holds the workloads, and ${folder} is only a folder of one: run check in a clone of it, or compare with a stored run by --baseline`,
      );
    }
    return new Repository(folder);
  }

  /**
   * The full hash of what a name means.
   * @throws Failure of kind `usage` when it means no commit here.
   */
  async commitOf(name: string): Promise<string> {
    try {
      return await git(this.root, [
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${name}^{commit}`,
      ]);
    } catch (error) {
      const shallow = (await git(this.root, ['rev-parse', '--is-shallow-repository'])) === 'true';
      throw new Failure(
        'usage',
        `expected a branch, tag or commit of ${this.root}, received ${name}${shallow ? ': this clone is shallow, so fetch more of its history (git fetch --unshallow; fetch-depth: 0 in a workflow)' : ' (a branch of the server is named origin/<branch>, and must have been fetched)'}`,
        { cause: error },
      );
    }
  }

  /**
   * Where two commits parted.
   * @throws Failure of kind `usage` when they have no common one here.
   */
  async mergeBase(one: string, other: string): Promise<string> {
    try {
      return await git(this.root, ['merge-base', one, other]);
    } catch (error) {
      throw new Failure(
        'usage',
        `--base: ${one} and the working tree's commit have no common commit here: fetch more history (git fetch --unshallow; fetch-depth: 0 in a workflow), or take ${one} itself by --no-merge-base`,
        { cause: error },
      );
    }
  }

  /** Writes a commit's files below a folder; the repository and its index stay as they are. */
  async writeFiles(commit: string, folder: string, index: string): Promise<void> {
    const environment = { GIT_INDEX_FILE: index };
    await git(this.root, ['read-tree', commit], environment);
    await git(this.root, ['checkout-index', '--all', `--prefix=${folder}/`], environment);
  }
}

/** @returns what it prints, without the last line end */
async function git(
  folder: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  // A hook that runs the check hands its own repository down by variables.
  const env = {
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
    GIT_PREFIX: undefined,
    GIT_INDEX_FILE: undefined,
    ...environment,
  };
  const { stdout } = await execa('git', ['-C', folder, ...words], { env });
  return stdout;
}

function shortText(error: unknown): string {
  if (!(error instanceof ExecaError)) return String(error);
  return error.code === 'ENOENT' ? 'there is no git' : (String(error.stderr).split('\n')[0] ?? '');
}
