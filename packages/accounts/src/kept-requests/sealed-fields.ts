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

/** With whom and where it was sent, so that a row that somebody moved to another account, or changed, yields nothing. */
export function sealFields({ keyring }: Accounts, userId: string, request: KeptRequest): string {
  return keyring.seal(purpose, JSON.stringify([aboutOf(userId, request), ...request.fields]));
}

/** `undefined`: none of the keys sealed it, or for another account, path or action. */
export function unsealFields(
  { keyring }: Accounts,
  userId: string,
  { path, action, fields }: Omit<KeptRequest, 'fields'> & { readonly fields: string },
): KeptRequest['fields'] | undefined {
  const text = keyring.unseal(purpose, fields);
  if (text === undefined) return undefined;
  // Proof: `sealFields` alone seals for this purpose.
  const [about, ...entries] = JSON.parse(text) as [string, ...[string, string][]];
  return about === aboutOf(userId, { path, action }) ? new Map(entries) : undefined;
}

function aboutOf(userId: string, { path, action }: Omit<KeptRequest, 'fields'>): string {
  return JSON.stringify([userId, path, action]);
}
