import type { Accounts } from '../accounts.ts';

export interface KeptRequest {
  /** With its query, as it was posted to: a path on this origin. */
  readonly path: string;
  /** What it does, in the words of its page. */
  readonly action: string;
  /** Only those that the route names; no passwords, no files. */
  readonly fields: ReadonlyMap<string, string>;
}

const purpose = 'kept-request';

/** With whose it is, so that a row that somebody moved to another account yields nothing. */
export function sealRequest(
  { keyring }: Accounts,
  userId: string,
  { path, action, fields }: KeptRequest,
): string {
  return keyring.seal(purpose, JSON.stringify([userId, path, action, ...fields]));
}

/** `undefined`: none of the keys sealed it, or for another account. */
export function unsealRequest(
  { keyring }: Accounts,
  userId: string,
  sealed: string,
): KeptRequest | undefined {
  const text = keyring.unseal(purpose, sealed);
  if (text === undefined) return undefined;
  // Proof: `sealRequest` alone seals for this purpose.
  type Sealed = [owner: string, path: string, action: string, ...fields: [string, string][]];
  const [owner, path, action, ...fields] = JSON.parse(text) as Sealed;
  return owner === userId ? { path, action, fields: new Map(fields) } : undefined;
}
