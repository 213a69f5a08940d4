import type { Accounts, Client } from '../accounts.ts';
import { codedError } from '../errors.ts';
import { networkOf } from '../limits/network.ts';
import { takeFromWindow } from '../limits/window.ts';
import { askToVerify } from '../verification/ask-to-verify.ts';
import type { Fault, FaultField } from './faults.ts';
import { faultsOfEmail, faultsOfUsername } from './fields.ts';
import { type InsertOptions, insertUser, type Names, takenFaults } from './insert-user.ts';
import { faultsOfNewPassword } from './new-password.ts';
import type { User } from './user.ts';

export interface SignUpForm {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  /** Left out where nobody was asked to type the password twice. */
  readonly confirmPassword?: string;
}

export type SignUpOutcome = { readonly ok: true; readonly user: User } | SignUpRefusal;

export type SignUpRefusal =
  /** All of them at once, in the order of the form. */
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  /** `limited`: 20 an hour from one address. `busy`: too many passwords are being hashed. */
  | { readonly ok: false; readonly reason: 'limited' | 'busy'; readonly retryAfterSeconds: number };

export type AddUserOutcome =
  | { readonly ok: true; readonly user: User }
  | { readonly ok: false; readonly reason: 'faults'; readonly faults: readonly Fault[] }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfterSeconds: number };

/** Makes an account for whoever asks for one, at once; where an address must be proven first, `askToSignUp` stands in its place. */
export async function signUp(accounts: Accounts, form: SignUpForm, client: Client): Promise<SignUpOutcome> {
  const refused = await refusalOfSignUp(accounts, form, { client, tellsEmail: true });
  if (refused !== undefined) return refused;
  const made = await makeAccount(accounts, form, { by: 'visitor', client });
  // Where addresses are proven later, the link to it goes out at once; where it may not, the banner has a button.
  if (made.ok && accounts.mail?.verification === 'banner') await askToVerify(accounts, made.user, client);
  return made;
}

export interface Judging {
  readonly client: Client;
  /** Whether a taken address is told. A taken user name always is. */
  readonly tellsEmail: boolean;
}

/** Why this form leads to no account; nothing is hashed for it. */
export async function refusalOfSignUp(
  accounts: Accounts,
  form: SignUpForm,
  { client, tellsEmail }: Judging,
): Promise<SignUpRefusal | undefined> {
  const faults = faultsOfForm(accounts, form);
  const sane = saneNames(form, faults);
  // What looks a name up tells whether somebody has it, and so counts, or a bad password would make asking free.
  if (sane.username !== undefined || sane.email !== undefined) {
    const taken = await takeFromWindow(accounts, { name: 'sign-up', address: client.address });
    if (!taken.ok) return taken;
    const told = tellsEmail ? sane : { username: sane.username };
    faults.push(...(await takenFaults(accounts.database.kysely, told)));
  }
  return faults.length > 0 ? { ok: false, reason: 'faults', faults: inOrder(faults) } : undefined;
}

export interface NewUser extends Names {
  /** Without one there is no way in but a link: `makeResetLink`, or one by mail. */
  readonly password?: string | undefined;
}

type PasswordlessUser = Names & { readonly password?: undefined };

/** Nothing is hashed for it. */
type AddedPasswordless = Exclude<AddUserOutcome, { readonly reason: 'busy' }>;

/**
 * Makes an account by the operator's hand: a user name, a mail address or both; without limits.
 * @throws `user-unnamed` when there is neither
 */
export async function addUser(accounts: Accounts, account: PasswordlessUser): Promise<AddedPasswordless>;
export async function addUser(accounts: Accounts, account: NewUser): Promise<AddUserOutcome>;
export async function addUser(accounts: Accounts, account: NewUser): Promise<AddUserOutcome> {
  if (account.username === undefined && account.email === undefined) {
    throw codedError('user-unnamed', 'An account needs a user name or a mail address.');
  }
  const faults = faultsOfForm(accounts, account);
  faults.push(...(await takenFaults(accounts.database.kysely, saneNames(account, faults))));
  if (faults.length > 0) return { ok: false, reason: 'faults', faults: inOrder(faults) };
  return await makeAccount(accounts, account, { by: 'operator' });
}

function faultsOfForm(accounts: Accounts, form: NewUser & { readonly confirmPassword?: string }): Fault[] {
  const { username, email, password, confirmPassword } = form;
  return [
    ...(username === undefined ? [] : faultsOfUsername(username)),
    ...(email === undefined ? [] : faultsOfEmail(email)),
    ...(password === undefined
      ? []
      : faultsOfNewPassword(accounts, { password, confirmPassword, username, email })),
  ];
}

/** The names that may be looked up. */
function saneNames({ username, email }: Names, faults: readonly Fault[]): Names {
  const isSane = (field: FaultField) => faults.every((fault) => fault.field !== field);
  return { ...(isSane('username') && { username }), ...(isSane('email') && { email }) };
}

const fields: readonly FaultField[] = ['username', 'email', 'currentPassword', 'password', 'confirmPassword'];

function inOrder(faults: readonly Fault[]): Fault[] {
  return faults.toSorted((one, other) => fields.indexOf(one.field) - fields.indexOf(other.field));
}

async function makeAccount(
  accounts: Accounts,
  { username, email, password }: NewUser,
  made: Pick<InsertOptions, 'by' | 'client'>,
): Promise<AddUserOutcome> {
  // Before the transaction: nothing but the database is awaited while the write lock is held.
  const share = made.client?.address === undefined ? undefined : networkOf(made.client.address);
  const passwordHash = password === undefined ? null : await accounts.passwords.hash(password, { share });
  if (passwordHash === 'busy') {
    return { ok: false, reason: 'busy', retryAfterSeconds: accounts.passwords.retryAfterSeconds };
  }
  return await insertUser(accounts, { username, email }, { ...made, passwordHash });
}
