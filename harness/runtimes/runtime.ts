import type { Scenario } from '../model.ts';

/** How to start a workload. */
export interface Command {
  readonly file: string;
  readonly arguments: readonly string[];
}

/** A scenario with the folders of its programs. */
export interface ScenarioSource {
  readonly scenario: Scenario;
  /** Where the Node programs lie. */
  readonly directory: URL;
  /** The Go module with `cmd/<scenario>`; this package's own if not said. */
  readonly goModule?: string;
  /**
   * The parameters that the programs know; all of the scenario's if not said. Programs of an older revision refuse those that
   * it has gained since.
   */
  readonly takes?: readonly string[];
}

/** One version of a runtime, ready to run workloads. */
export interface FoundRuntime {
  readonly runtime: string;
  readonly version: string;
  /** The executable that was found: `node`, or the `go` that builds. */
  readonly path: string;
  /** What else a reader of the results should know, e.g. build flags. */
  readonly details: Readonly<Record<string, string>>;
  /**
   * Makes the programs of a scenario ready; does nothing when they already are.
   * @throws Failure when the build fails.
   */
  readonly prepare: (source: ScenarioSource) => Promise<void>;
  /** Valid once `prepare` has been awaited. */
  readonly command: (source: ScenarioSource, variant: string) => Command;
}

export interface RuntimeKind {
  readonly name: string;
  /**
   * Finds a version: the pinned one, or the one asked for (`--go 1.26.8`, `--node /opt/node/bin/node`).
   * @throws Failure of kind `missingRuntime` with the remedy.
   */
  readonly find: (request: string | null, report: (line: string) => void) => Promise<FoundRuntime>;
  /** The request that finds what a stored run used once more. */
  readonly again: (recorded: { readonly version: string; readonly path: string }) => string | null;
}
