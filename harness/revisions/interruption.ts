import { Failure, interruptionOf } from '../failure.ts';

/** What a command ends with when a signal came while something had to be waited for: nothing is kept that could go on. */
export function interruptionBy(interrupt: AbortSignal, during: string): Failure {
  return new Failure(interruptionOf(interrupt), `interrupted while ${during}`);
}
