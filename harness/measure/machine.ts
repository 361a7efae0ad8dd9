import type { Environment } from '../store/environment.ts';

/** What a command prints on stdout; null when it is not installed or prints nothing. */
export type Ask = (command: string, arguments_: readonly string[]) => Promise<string | null>;

/** What each platform finds out in its own way. */
export type Machine = Pick<
  Environment,
  'kernel' | 'distribution' | 'virtualisation' | 'uptimeSeconds' | 'cpu' | 'memory' | 'limits'
> & { readonly load: { readonly average1m: number | null } };
