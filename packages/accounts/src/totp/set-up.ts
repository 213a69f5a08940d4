import type { Accounts } from '../accounts.ts';
import { Secret } from '../tokens/secret.ts';
import type { User } from '../users/user.ts';

/**
 * Carries a seed through the form that sets it up. The attacks: a form that gives a victim a seed somebody else knows,
 * and one that was left open while the account changed. So it is sealed for one account and its present credentials.
 */
export function sealSetUp(
  { keyring, clock }: Accounts,
  { id, credentialsVersion }: User,
  seed: Secret,
): string {
  const setUp: SetUp = [id, credentialsVersion, seed.reveal(), clock() + lifetimeMs];
  return keyring.seal(purpose, JSON.stringify(setUp));
}

export function openSetUp(
  { keyring, clock }: Accounts,
  { id, credentialsVersion }: User,
  sealed: string,
): Secret | undefined {
  const text = keyring.unseal(purpose, sealed);
  if (text === undefined) return undefined;
  // Proof: `sealSetUp` alone seals for this purpose.
  const [owner, version, seed, expiresAtMs] = JSON.parse(text) as SetUp;
  const counts = owner === id && version === credentialsVersion && clock() < expiresAtMs;
  return counts ? new Secret(seed) : undefined;
}

/** The account's id and version, the seed, and until when. */
type SetUp = readonly [string, number, string, number];

const purpose = 'totp-setup';
const lifetimeMs = 30 * 60_000;
