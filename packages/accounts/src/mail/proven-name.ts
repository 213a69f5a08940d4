import type { UserRow } from '../database/schema.ts';

/**
 * What a mail calls whoever has this account; `otherwise` where that is not known. To an address that nobody has proven no
 * name is repeated: somebody else may have chosen it, to make the mail say what he wants.
 */
export function provenNameOf(
  row: Pick<UserRow, 'username' | 'email_verified_at'> | undefined,
  otherwise: string,
): string {
  return row?.email_verified_at == null ? otherwise : (row.username ?? otherwise);
}
