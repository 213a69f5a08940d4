import { availableParallelism } from 'node:os';
import { codedError } from '../errors.ts';
import { argon2Limits } from './argon2.ts';
import type { GateSettings } from './gate.ts';
import type { PasswordErrorCode } from './password-error.ts';
import type { PolicySettings } from './policy.ts';
import type { Argon2Parameters } from './stored-hash.ts';

/** All optional; the defaults are meant to be kept. `docs/passwords.md` says when not to. */
export interface PasswordSettings {
  /** The cost of one argon2id hash. The default is OWASP's: 19 MiB, two passes, one lane; about 8 ms. */
  readonly hashing?: {
    /** Memory in KiB, 19456 by default. At least 47104 with one pass, 19456 with two, 12288 with more (ASVS 5.0, appendix C). */
    readonly memoryKiB?: number;
    /** Passes over that memory, 2 by default. */
    readonly passes?: number;
    /** Lanes, 1 by default; they are worked off one after the other. */
    readonly lanes?: number;
  };
  /** Passwords hashed at the same time: as many as there are cores but one, and at least one. */
  readonly atOnce?: number;
  /** How many may wait for a turn, 128 by default; whoever comes then is answered `'busy'`. */
  readonly queue?: number;
  /** Length of a new password in code points: 8 by default, from 8 to 64. NIST SP 800-63B-4 asks for 15 where there is no second factor. */
  readonly minimumLength?: number;
  /** Demands an upper case letter. Off by default: NIST SP 800-63B-4 section 3.1.1.2 and ASVS 6.2.5 forbid it. */
  readonly needsUpperCase?: boolean;
  /** Demands a digit. Off by default, for the same reason. */
  readonly needsDigit?: boolean;
  /** The name people know the site by; it and simple variations of it are refused as passwords. */
  readonly siteName?: string;
}

export interface CheckedSettings {
  readonly hashing: Argon2Parameters;
  readonly gate: GateSettings;
  readonly policy: PolicySettings;
}

/**
 * Nobody waits at the gate longer than this: a browser, and the person before it, has given up soon after. At 8 ms a
 * hash the 128th in the queue waits one second, and up to 23 ms a hash less than three; where hashes are slower still
 * (a weak machine, bcrypt from an import), patience ends the wait instead of the queue's length.
 */
const patienceMs = 3000;

/** The settings with their defaults, or a `PasswordError` that names the one that makes no sense. */
export function readSettings(settings: PasswordSettings): CheckedSettings {
  const { atOnce = Math.max(1, availableParallelism() - 1), queue = 128, minimumLength = 8 } = settings;
  demandInteger(atOnce, { code: 'at-once-invalid', name: 'atOnce', from: 1, to: 1024 });
  demandInteger(queue, { code: 'queue-invalid', name: 'queue', from: 0, to: 100_000 });
  demandInteger(minimumLength, { code: 'minimum-length-invalid', name: 'minimumLength', from: 8, to: 64 });
  const { needsUpperCase = false, needsDigit = false, siteName } = settings;
  return {
    hashing: readHashing(settings.hashing ?? {}),
    gate: { atOnce, queue, patienceMs },
    policy: { minimumLength, needsUpperCase, needsDigit, siteName },
  };
}

function demandInteger(value: number, { code, name, from, to }: IntegerDemand): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw codedError<PasswordErrorCode>(
    code,
    `passwords.${name} must be a whole number from ${from} to ${to}, not ${value}.`,
  );
}

interface IntegerDemand {
  readonly code: PasswordErrorCode;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function readHashing(given: NonNullable<PasswordSettings['hashing']>): Argon2Parameters {
  const { memoryKiB = 19456, passes = 2, lanes = 1 } = given;
  const { maximumMemoryKiB, maximumPasses, maximumLanes, maximumWorkKiB } = argon2Limits;
  const code = 'hashing-too-costly';
  demandInteger(memoryKiB, { code, name: 'hashing.memoryKiB', from: 1, to: maximumMemoryKiB });
  demandInteger(passes, { code, name: 'hashing.passes', from: 1, to: maximumPasses });
  demandInteger(lanes, { code, name: 'hashing.lanes', from: 1, to: maximumLanes });
  if (memoryKiB * passes > maximumWorkKiB)
    throw codedError<PasswordErrorCode>(
      code,
      `passwords.hashing: memoryKiB × passes must not exceed ${maximumWorkKiB}.`,
    );
  const floorKiB = memoryFloorKiB(passes);
  if (memoryKiB < floorKiB)
    throw codedError<PasswordErrorCode>(
      'hashing-too-weak',
      `passwords.hashing.memoryKiB must be at least ${floorKiB} at ${passes} passes, not ${memoryKiB}.`,
    );
  return { memoryKiB, passes, lanes };
}

/** ASVS 5.0, appendix C. The common slip is to write MiB where KiB are meant. */
function memoryFloorKiB(passes: number): number {
  if (passes === 1) return 47_104;
  return passes === 2 ? 19_456 : 12_288;
}
