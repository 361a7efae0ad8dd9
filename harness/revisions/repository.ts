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
   * Where a folder is not what a commit holds, by contents.
   * @param index a file for git to write to; neither the folder nor the repository is changed
   */
  async compareFiles(
    commit: string,
    folder: string,
    index: string,
  ): Promise<{
    /** Files of the commit that differ or are gone. */
    readonly changed: readonly string[];
    /** What the commit does not hold; of a repository of its own its folder alone. */
    readonly others: readonly string[];
  }> {
    const environment = { GIT_INDEX_FILE: index };
    const own = await this.#git(['rev-parse', '--absolute-git-dir']);
    const there = ['-C', folder, `--git-dir=${own}`, `--work-tree=${folder}`, '-c', 'core.fsmonitor=false'];
    await this.#git(['read-tree', commit], environment);
    // Without it whatever is new to the index counts as changed.
    await this.#git([...there, 'update-index', '-q', '--refresh'], environment);
    return {
      changed: listed(await this.#git([...there, 'diff-files', '--name-only', '-z'], environment)),
      others: listed(await this.#git([...there, 'ls-files', '--others', '-z'], environment)),
    };
  }

  /**
   * A file as a commit holds it; null: it has none there.
   * @param file from the repository's root, with `/`
   * @throws Failure of kind `usage` for what is no file
   */
  async readFileAt(commit: string, file: string): Promise<string | null> {
    const entry = await this.#git(['ls-tree', '-z', commit, '--', `:(literal)${file}`]);
    if (entry === '') return null;
    const [, mode = '', kind = '', hash = ''] = /^(\d+) (\w+) (\w+)\t/.exec(entry) ?? [];
    if (kind !== 'blob' || mode === '120000')
      throw new Failure(
        'usage',
        `${file} of ${commit}: expected a file, found a ${mode === '120000' ? 'link' : kind}`,
      );
    return this.#git(['cat-file', 'blob', hash]);
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

/** Of `-z`. */
function listed(text: string): string[] {
  return text.split('\0').filter((name) => name !== '');
}

function shortText(error: unknown): string {
  if (!(error instanceof ExecaError)) return String(error);
  return error.code === 'ENOENT' ? 'there is no git' : (String(error.stderr).split('\n')[0] ?? '');
}
