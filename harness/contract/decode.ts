import type { z } from 'zod';
import { launcherReportSchema, type LauncherReport } from './launcher.ts';
import { messageSchema, protocolVersion, type Message } from './messages.ts';

/** A line that breaks the contract; `rawLine` is what arrived, cut to what a person can read. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly rawLine: string | null;

  constructor(message: string, rawLine: string | null) {
    super(message);
    this.rawLine = rawLine === null ? null : rawLine.slice(0, 4096);
  }
}

/** @throws ContractError when the line is no message of the contract. */
export function decodeMessage(line: string): Message {
  return decodeLine(line, messageSchema, 'a message of the contract');
}

/** @throws ContractError when the line is no report of the launcher. */
export function decodeLauncherReport(line: string): LauncherReport {
  return decodeLine(line, launcherReportSchema, 'a report of the launcher');
}

function decodeLine<Schema extends z.ZodType>(line: string, schema: Schema, what: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ContractError(`expected ${what} as one line of JSON, received ${preview(line)}`, line);
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const version = otherVersion(value);
    if (version !== null) {
      throw new ContractError(
        `expected a program of version ${protocolVersion} of the contract, received one of version ${version}: it is of another version of Interleave`,
        line,
      );
    }
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`);
    throw new ContractError(`expected ${what}, received ${preview(line)} (${faults.join('; ')})`, line);
  }
  return result.data;
}

/** The version that a line names where it is not ours; all else that is wrong with it follows from that. */
function otherVersion(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('protocol' in value)) return null;
  const { protocol } = value;
  return typeof protocol === 'number' && protocol !== protocolVersion ? protocol : null;
}

function preview(line: string): string {
  const shown = line.length > 120 ? `${line.slice(0, 117)}...` : line;
  return JSON.stringify(shown);
}
