/** Exit codes, as the README documents them; 75 and the like follow sysexits(3). */
export const exitCodes = {
  pass: 0,
  error: 1,
  regression: 2,
  inconclusive: 3,
  usage: 64,
  foreignFile: 65,
  missingRuntime: 69,
  cannotWrite: 73,
  doesNotFit: 75,
  interrupted: 130,
  terminated: 143,
} as const;

export type FailureKind = keyof typeof exitCodes;

/** Something that the user can mend: one line that says what was expected, what came and what to do. No stack is shown. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/** The text of anything that was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What an interruption comes to: a Ctrl-C, or whatever else ends a process from outside. */
export function interruptionOf({ reason }: AbortSignal): 'interrupted' | 'terminated' {
  return reason === 'SIGTERM' ? 'terminated' : 'interrupted';
}
