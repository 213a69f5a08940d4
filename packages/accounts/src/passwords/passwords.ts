import { createGate, type PassOptions } from './gate.ts';
import { createHashing, type Verification } from './hashing.ts';
import { type AboutAccount, createPolicy, type PasswordFault } from './policy.ts';
import { type PasswordSettings, readSettings } from './settings.ts';

/** Everything that touches a password: hash it, verify it, judge a new one. */
export interface Passwords {
  /**
   * Hashes a new password: a PHC string, `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. `'busy'`: the gate is full, try again
   * after `retryAfterSeconds`. Judge the password with `faults` first.
   * @throws `password-not-storable` for one over 1024 bytes of UTF-8, or with a lone surrogate in it
   */
  hash(password: string, options?: PassOptions): Promise<string | 'busy'>;
  /**
   * Whether this password belongs to this stored hash: argon2, bcrypt, or Werkzeug's scrypt and PBKDF2. `undefined`
   * stands for "no such account" and costs a hash all the same, so that time tells nobody who has an account; so does a
   * stored hash that nobody can read. Never throws on a bad stored hash: it matches nothing.
   */
  verify(password: string, stored: string | undefined): Promise<Verification | 'busy'>;
  /**
   * One place at the gate for a piece of work that needs several steps, such as "count the try, then hash": work that is
   * turned away with `'busy'` has not begun. Inside, use the turn; asking the gate again would wait for itself.
   */
  withTurn<T>(work: (turn: Turn) => Promise<T>, options?: PassOptions): Promise<T | 'busy'>;
  /** What is wrong with a password somebody wants to set; empty when nothing is. Never applied to one that is verified. */
  faults(password: string, about: AboutAccount): PasswordFault[];
  /** What to tell whoever was answered `'busy'`: by then everyone now waiting has been served or turned away. */
  readonly retryAfterSeconds: number;
}

/** Hashing for one who already stands inside the gate, and so is never busy. */
export interface Turn {
  hash(password: string): Promise<string>;
  verify(password: string, stored: string | undefined): Promise<Verification>;
}

/**
 * Builds what hashes, verifies and judges passwords. Build it once: its gate bounds the hashing of this whole process.
 * @throws `PasswordError` when a setting makes no sense; the codes are those of `PasswordErrorCode`
 */
export function createPasswords(settings: PasswordSettings = {}): Passwords {
  const { hashing, gate: bounds, policy } = readSettings(settings);
  const turn: Turn = createHashing(hashing);
  const gate = createGate(bounds);
  return {
    hash: (password, options) => gate.pass(() => turn.hash(password), options),
    verify: (password, stored) => gate.pass(() => turn.verify(password, stored)),
    withTurn: (work, options) => gate.pass(() => work(turn), options),
    faults: createPolicy(policy),
    retryAfterSeconds: Math.ceil(bounds.patienceMs / 1000),
  };
}
