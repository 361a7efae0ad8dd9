import { spin } from '../workload/cpu-unit.js';
import { exactObject, integer } from '../workload/decode.js';
import { contextSwitches, runBatches } from '../workload/run-batches.js';

const maximumSwitches = 100_000_000;
const maximumUnits = 1_000_000;

await runBatches('node/integer-loop', {
  scenario: 'control',
  prepare: ({ parameters }) => {
    const units = decodeUnits(parameters);
    return { batch: async () => batch(units) };
  },
});

/**
 * @param {Readonly<Record<string, number | string>>} parameters
 * @throws {import('../workload/decode.js').BadRequest}
 */
function decodeUnits(parameters) {
  const { switches, units } = exactObject('request.parameters', parameters, ['switches', 'units']);
  // They are the other control's.
  integer('request.parameters.switches', switches, 2, maximumSwitches);
  return integer('request.parameters.units', units, 1, maximumUnits);
}

/** @param {number} units */
function batch(units) {
  const before = contextSwitches();
  const startNs = process.hrtime.bigint();
  const checksum = String(spin(1, units));
  const finishedNs = process.hrtime.bigint();
  const after = contextSwitches();
  return {
    elapsedNs: Number(finishedNs - startNs),
    manifest: { created: 1, completed: 1, peakAlive: 1, messages: 0, checksum },
    measurements: { contextSwitches: after - before },
  };
}
