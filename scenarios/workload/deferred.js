/**
 * A promise with its ends outside. Promise.withResolvers does the same, but only from Node 22 on, and workloads also run
 * on older ones.
 *
 * @template Value
 * @returns {{ promise: Promise<Value>, resolve: (value: Value) => void, reject: (reason: unknown) => void }}
 */
export function deferred() {
  /** @type {(value: Value) => void} */
  let resolve = () => {};
  /** @type {(reason: unknown) => void} */
  let reject = () => {};
  /** @type {Promise<Value>} */
  const promise = new Promise((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
