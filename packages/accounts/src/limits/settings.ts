import { codedError } from '../errors.ts';

/** All optional. What stands between a guesser and one account is no setting: see `waitSecondsAfter`. */
export interface LimitSettings {
  /** Log-in attempts a minute from one address; 10. */
  readonly logInsPerMinute?: number;
  /** Sign-ups an hour from one address; 20. */
  readonly signUpsPerHour?: number;
  /** Links asked for by mail in an hour from one address: a forgotten password, a log-in by mail, a new address; 20. */
  readonly mailRequestsPerHour?: number;
  /** Mails an hour that people who are not logged in can cause at one mail address; 3. */
  readonly mailsPerRecipient?: number;
  /** Counters kept at the same time; 100,000. Some 10 MB of disk. */
  readonly rows?: number;
}

/**
 * The numbers with their defaults; `undefined` when limits are off. Ask once when the accounts are built.
 * @throws `limits-invalid` for a number that makes no sense
 */
export function readLimits(limits: LimitSettings | 'off'): Required<LimitSettings> | undefined {
  if (limits === 'off') return undefined;
  const { logInsPerMinute = 10, signUpsPerHour = 20, rows = 100_000 } = limits;
  const { mailRequestsPerHour = 20, mailsPerRecipient = 3 } = limits;
  demandInteger('logInsPerMinute', logInsPerMinute, 1);
  demandInteger('signUpsPerHour', signUpsPerHour, 1);
  demandInteger('mailRequestsPerHour', mailRequestsPerHour, 1);
  demandInteger('mailsPerRecipient', mailsPerRecipient, 1);
  demandInteger('rows', rows, fewestRows);
  return { logInsPerMinute, signUpsPerHour, mailRequestsPerHour, mailsPerRecipient, rows };
}

/** Fewer, and a handful of addresses would push out the counters that hold others back. */
const fewestRows = 100;

function demandInteger(name: keyof LimitSettings, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw codedError('limits-invalid', `limits.${name} must be a whole number from ${least} up, not ${value}.`);
}
