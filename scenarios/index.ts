/** Every scenario that Interleave comes with, and the folder that holds its Node programs. */
import type { Scenario } from '../harness/model.ts';
import sleepers from './sleepers/scenario.ts';

export interface ScenarioEntry {
  readonly scenario: Scenario;
  /** Where the Node programs lie. */
  readonly directory: URL;
}

export const scenarios: readonly ScenarioEntry[] = [
  { scenario: sleepers, directory: new URL('./sleepers/', import.meta.url) },
];
