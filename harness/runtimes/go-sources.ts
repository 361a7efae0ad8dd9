/**
 * Whether a program of the Go module can depend on a file of it: not on Go's files alone, since it can embed any other.
 * @param file from the module's folder on
 */
export function isGoSource(file: string): boolean {
  return !file.endsWith('_test.go');
}
