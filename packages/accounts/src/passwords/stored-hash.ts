/** The cost of one argon2 hash (RFC 9106 section 3.1). */
export interface Argon2Parameters {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** A stored hash that was understood, and whose cost is within bounds. */
export interface StoredHash {
  /** Compares in constant time, off the main thread. */
  matches(password: string): Promise<boolean>;
  /** Whether Latchkey would make it just so today. */
  isCurrent(parameters: Argon2Parameters): boolean;
}
