import type { Insertable, Transaction } from 'kysely';
import type { Accounts, Client } from '../accounts.ts';
import type { PendingSignUpsTable, Schema } from '../database/schema.ts';
import { takeMailPlace } from '../mail/allowance.ts';
import { provenNameOf } from '../mail/proven-name.ts';
import { queueMail } from '../mail/queue.ts';
import type { Secret } from '../tokens/secret.ts';
import { findUserRow } from '../users/find.ts';

export interface SignUpMail {
  readonly pending: Pick<Insertable<PendingSignUpsTable>, 'email' | 'language' | 'expires_at'>;
  readonly token: Secret;
  /** Who asked for the mail. */
  readonly client: Client;
  readonly isWithheld?: boolean;
}

export interface SignUpMailOptions {
  /** The transaction in which the sign-up was written. */
  readonly in: Transaction<Schema>;
}

/**
 * The link; where the address has an account, `already-registered` without one, to the address as it is stored there. Both
 * take the same statements. Over three an hour the mail is written and never sent, and whoever signs up is told nothing of it.
 */
export async function queueSignUpMail(
  accounts: Accounts,
  { pending, token, client, isWithheld = false }: SignUpMail,
  { in: transaction }: SignUpMailOptions,
): Promise<void> {
  const { address, agent } = client;
  const owner = await findUserRow(transaction, pending.email);
  const to = owner?.email ?? pending.email;
  const hasPlace = await takeMailPlace(accounts, to, { in: transaction });
  const language = owner?.language ?? pending.language ?? undefined;
  const about = { language, name: provenNameOf(owner, to), atMs: accounts.clock(), address, agent };
  const data =
    owner === undefined
      ? ({ template: 'verify-address', token, untilMs: pending.expires_at, ...about } as const)
      : ({ template: 'already-registered', ...about } as const);
  await queueMail(
    accounts,
    { to, userId: owner?.id, data, isWithheld: isWithheld || !hasPlace },
    { in: transaction },
  );
}
