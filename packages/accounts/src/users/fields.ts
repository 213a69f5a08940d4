import { canonicalEmail, canonicalUsername, isEmail } from './canonical.ts';
import type { Fault } from './faults.ts';

/** 3 to 150 code points once trimmed, something visible among them, and no `@`. */
export function faultsOfUsername(typed: string): Fault[] {
  const username = typed.trim();
  const fault = (reason: Fault['reason'], values?: Fault['values']): Fault[] => [
    { field: 'username', reason, ...(values && { values }) },
  ];
  if (username === '') return fault('empty');
  if (!username.isWellFormed()) return fault('invalid');
  if (controls.test(username)) return fault('control-characters');
  if (isInvisible(username)) return fault('invalid');
  // Also the signs that count as `@` when names are compared: `＠`.
  if (isEmail(username)) return fault('has-at-sign');
  const length = [...username].length;
  if (length < 3) return fault('too-short', { minimum: 3 });
  if (length > 150) return fault('too-long', { maximum: 150 });
  return [];
}

/** At most 254 code points (RFC 5321 section 4.5.3.1.3 as people count), and of the shape that mail can go to. */
export function faultsOfEmail(typed: string): Fault[] {
  const email = typed.trim();
  if (email === '') return [{ field: 'email', reason: 'empty' }];
  if ([...email].length > 254) return [{ field: 'email', reason: 'too-long', values: { maximum: 254 } }];
  const canonical = canonicalEmail(email);
  const at = canonical.lastIndexOf('@');
  const sane =
    email.isWellFormed() &&
    !unseen.test(email) &&
    localPart.test(canonical.slice(0, at)) &&
    domain.test(canonical.slice(at + 1));
  return at > 0 && sane && email.includes('@') ? [] : [{ field: 'email', reason: 'invalid' }];
}

/**
 * Line breaks, and the invisible signs that turn text around or make two names look like one. The two joiners stay:
 * Persian, Indic scripts and emoji need them.
 */
const controls = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

/** Would be lost where addresses are compared, and mail would go to another. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Nothing to see, or nothing left of it where names are compared. */
function isInvisible(username: string): boolean {
  return (
    canonicalUsername(username) === '' ||
    /^[\p{Default_Ignorable_Code_Point}\p{Mn}\s\u2800]*$/u.test(username)
  );
}

/** RFC 5321 section 4.5.3.1.1; quoted local parts are left out, nobody has one. */
const localPart = /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Cf}]{1,64}$/u;

/** As DNS has it: at least two labels, the last no number. */
const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
