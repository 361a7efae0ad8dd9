/** Piscina as it comes. */
import { runPiscina } from './run-piscina.js';
import { oneEach } from './submit-all.js';

await runPiscina('node/piscina', new URL('piscina-worker.js', import.meta.url), () => ({}), oneEach);
