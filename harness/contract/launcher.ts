/**
 * The wire between harness and launcher (`go-workloads/cmd/launch`), on the launcher's descriptor 4, newline-delimited
 * JSON both ways. End of file from the harness's side means that the harness is gone: the launcher kills everything.
 */
import { z } from 'zod';

const count = z.int().nonnegative();

const usage = z.strictObject({
  userNs: count,
  systemNs: count,
  minorFaults: count,
  majorFaults: count,
  voluntarySwitches: count,
  involuntarySwitches: count,
});

export const launcherReportSchema = z.discriminatedUnion('type', [
  /** The workload runs, with its mask and limits in force. */
  z.strictObject({ type: z.literal('started'), pid: z.int().positive() }),
  /** The workload's whole tree is gone. */
  z.strictObject({
    type: z.literal('ended'),
    exitCode: count.nullable(),
    signal: z.string().nullable(),
    /** wait4 of the workload and of every orphan that fell to the launcher. */
    usage,
    /** The launcher's own CPU time, so that it can be told from foreign CPU. */
    launcherCpuNs: count,
    /** Processes that were still alive when the workload had exited, and were killed. */
    leftovers: z.array(z.strictObject({ pid: z.int().positive(), command: z.string() })),
    /** Whether the workload ignored SIGTERM and had to be killed. */
    killed: z.boolean(),
    /** Whether the launcher's own time limit (a backstop behind the harness's) ended it. */
    timedOut: z.boolean(),
  }),
  /** The workload could not be started. */
  z.strictObject({ type: z.literal('failed'), stage: z.string(), error: z.string() }),
]);

export type LauncherReport = z.infer<typeof launcherReportSchema>;
export type Usage = z.infer<typeof usage>;

/** Harness to launcher: SIGTERM, and after the grace period SIGKILL, for the whole tree. */
export interface Terminate {
  readonly type: 'terminate';
  readonly graceMs: number;
}
