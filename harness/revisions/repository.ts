import { execa, ExecaError } from 'execa';
import { Failure } from '../failure.ts';
import { gitEnvironment } from './git-environment.ts';
import { interruptionBy } from './interruption.ts';

/** A repository on this machine, as far as comparing its revisions needs it. */
export class Repository {
  readonly root: string;
  /** Ends whatever is under way, with the signal's name for its reason. */
  readonly interrupt: AbortSignal;

  private constructor(root: string, interrupt: AbortSignal) {
    this.root = root;
    this.interrupt = interrupt;
  }

  /**
   * The repository whose root is this very folder.
   * @throws Failure of kind `usage` where it is none, or git is missing.
   */
  static async at(folder: string, interrupt: AbortSignal): Promise<Repository> {
    const repository = new Repository(folder, interrupt);
    const prefix = await repository.#git(['rev-parse', '--show-prefix']).catch((error: unknown) => {
      if (error instanceof Failure) throw error;
      throw new Failure(
        'usage',
        `revisions are those of the repository that holds the workloads, and ${folder} is in none (${shortText(error)}): use a clone of it, or compare with a stored run by --baseline`,
        { cause: error },
      );
    });
    if (prefix !== '') {
      throw new Failure(
        'usage',
        `revisions are those of the repository that holds the workloads, and ${folder} is only a folder of one: use a clone of it, or compare with a stored run by --baseline`,
      );
    }
    return repository;
  }

  /**
   * The full hash of what a name means.
   * @throws Failure of kind `usage` when it means no commit here.
   */
  async commitOf(name: string): Promise<string> {
    try {
      return await this.#git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    } catch (error) {
      if (error instanceof Failure) throw error;
      const shallow = (await this.#git(['rev-parse', '--is-shallow-repository'])) === 'true';
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
      return await this.#git(['merge-base', one, other]);
    } catch (error) {
      if (error instanceof Failure) throw error;
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
    await this.#git(['read-tree', commit], environment);
    await this.#git(['checkout-index', '--all', `--prefix=${folder}/`], environment);
  }

  /**
   * @returns what it prints, without the last line end
   * @throws Failure when it was interrupted, else what execa throws
   */
  async #git(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    try {
      const { stdout } = await execa('git', ['-C', this.root, ...words], {
        env: { ...gitEnvironment, ...environment },
        stdin: 'ignore',
        cancelSignal: this.interrupt,
      });
      return stdout;
    } catch (error) {
      if (this.interrupt.aborted) throw interruptionBy(this.interrupt, 'git was asked');
      throw error;
    }
  }
}

function shortText(error: unknown): string {
  if (!(error instanceof ExecaError)) return String(error);
  return error.code === 'ENOENT' ? 'there is no git' : (String(error.stderr).split('\n')[0] ?? '');
}
