/** Whose name a text is about. */
export interface Named {
  readonly name: string;
}

/** How long to wait. */
export interface Waiting {
  readonly retryAfterSeconds: number;
}

/** What a fault says besides its reason: `minimum`, `maximum`, `maximumBytes`. */
export type FaultValues = Readonly<Record<string, string | number>>;
