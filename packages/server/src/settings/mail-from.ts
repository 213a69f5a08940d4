/** Whom mails come from. */
export interface MailFrom {
  /** What mail programs show in place of the address. */
  readonly name?: string;
  readonly address: string;
}

/**
 * Reads an address, or `Name <address>`; the name may stand in quotation marks. `undefined` for anything else, control
 * characters above all: a line end would begin a header of its own.
 */
export function parseMailFrom(text: string): MailFrom | undefined {
  const { named, address = named, name = '' } = shape.exec(text)?.groups ?? {};
  if (address === undefined || address.length > 254) return undefined;
  const shown = name.trim().replace(/^"([^"]*)"$/, '$1');
  if (/["<>\p{C}\p{Zl}\p{Zp}]/u.test(shown)) return undefined;
  return shown === '' ? { address } : { name: shown, address };
}

const local = String.raw`[a-z\d!#$%&'*+/=?^_{|}~.-]{1,64}`;
const domain = String.raw`[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*`;
const shape = new RegExp(
  `^(?:(?<name>[^<>]{0,200})<(?<named>${local}@${domain})>|(?<address>${local}@${domain}))$`,
  'iu',
);
