import type { Accounts, Client, User } from '@latchkey/accounts';
import type { Login, Random, Visit } from '@latchkey/session';
import type { FreshVariables, GuardedVariables, VisitVariables } from '@latchkey/session/hono';
import type { Context, Hono } from 'hono';
import type { Assets } from './assets/assets.ts';
import type { Protection } from './csrf/protection.ts';
import type { Form } from './forms/decode-form.ts';
import type { Link } from './links.ts';
import type { Messages } from './messages/messages.ts';

/** Everything the pages share, built once. */
export interface Site {
  readonly login: Login<User>;
  readonly accounts: Accounts;
  readonly protection: Protection<User>;
  readonly text: Messages;
  readonly link: Link;
  readonly assets: Assets;
  readonly siteName: string;
  /** For `<html lang>`. */
  readonly language: string;
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signUpLogsIn: boolean;
  readonly minimumPasswordLength: number;
  readonly limits: FormLimits;
  readonly random: Random;
  readonly onError: (error: unknown, id: string) => void;
}

export interface FormLimits {
  readonly maxBytes: number;
  readonly maxFields: number;
}

export type VisitEnv = { Variables: VisitVariables<User> };
export type GuardedEnv = { Variables: GuardedVariables<User> };
export type FreshEnv = { Variables: FreshVariables<User> };
/** Behind `checkedForm`: a token that is good, and the fields that the page knows. */
export type FormEnv = { Variables: { form: Form } };

export type WebApp = Hono<VisitEnv>;
export type WebContext = Context<VisitEnv>;

/** Who asks, for everything that counts tries. */
export function clientOf(site: Site, visit: Visit<User>): Client {
  const { value } = site.login.cookies.read(visit.request.headers.get('cookie'), 'browser');
  return { address: visit.address, browser: value };
}
