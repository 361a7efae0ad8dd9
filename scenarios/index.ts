/** Every scenario that Interleave comes with, and the folder that holds its Node programs. */
import type { Scenario } from '../harness/model.ts';
import contextSwitch from './context-switch/scenario.ts';
import control from './control/scenario.ts';
import pipeline from './pipeline/scenario.ts';
import sleepers from './sleepers/scenario.ts';
import workerPool from './worker-pool/scenario.ts';

export interface ScenarioEntry {
  readonly scenario: Scenario;
  /** Where the Node programs lie. */
  readonly directory: URL;
}

export const scenarios: readonly ScenarioEntry[] = [
  { scenario: sleepers, directory: new URL('./sleepers/', import.meta.url) },
  { scenario: workerPool, directory: new URL('./worker-pool/', import.meta.url) },
  { scenario: pipeline, directory: new URL('./pipeline/', import.meta.url) },
  { scenario: contextSwitch, directory: new URL('./context-switch/', import.meta.url) },
  { scenario: control, directory: new URL('./control/', import.meta.url) },
];
