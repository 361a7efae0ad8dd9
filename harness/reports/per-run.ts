import type { Run } from './report.ts';

/** Remembers what is made of a run: several reports are made of it, it takes its time, and a run never changes. */
export function perRun<Result>(make: (run: Run) => Result): (run: Run) => Result {
  const known = new WeakMap<Run, { readonly result: Result }>();
  return (run) => {
    let found = known.get(run);
    if (found === undefined) {
      found = { result: make(run) };
      known.set(run, found);
    }
    return found.result;
  };
}
