import {
  type Accounts,
  type Client,
  isKnownBrowserCookie,
  isTrustedBrowserCookie,
  type User,
} from '@latchkey/accounts';
import type { FreshVisitor, LoggedInVisitor, Login, Random, Visit } from '@latchkey/session';
import type { VisitVariables } from '@latchkey/session/hono';
import type { Hono } from 'hono';
import type { Assets } from './assets/assets.ts';
import type { Protection } from './csrf/protection.ts';
import type { Form } from './forms/decode-form.ts';
import type { ReceivedForm } from './forms/read-form.ts';
import { languageFor, type View } from './layout/view.ts';
import type { Link } from './links.ts';
import type { Messages } from './messages/messages.ts';
import type { Pages } from './pages.ts';

/** Everything the pages share, built once. */
export interface Site {
  readonly login: Login<User>;
  readonly accounts: Accounts;
  readonly protection: Protection<User>;
  readonly pages: Pages;
  /** Of the language; one that there is. */
  readonly textsIn: (language: string) => Messages;
  /** What all views have in common. */
  readonly common: Omit<View, 'visitor' | 'user' | 'token' | 'text' | 'language' | 'isBare'>;
  readonly link: Link;
  readonly assets: Assets;
  readonly siteName: string;
  /** Where the browser asks for none of ours. */
  readonly language: string;
  readonly languages: readonly string[];
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** The Content-Security-Policy of a page that has a script. */
  readonly policyWithScript: string;
  readonly signUpLogsIn: boolean;
  readonly limits: FormLimits;
  readonly random: Random;
  readonly onError: (error: unknown, id: string) => void;
}

/** How much a form may send; what sends more is refused. */
export interface FormLimits {
  /** Of the body of a request; 65,536. More is 413, and is not read to its end. */
  readonly maxBytes: number;
  /** Names and values in one form, also those that its page does not know; 100. More is 400. */
  readonly maxFields: number;
}

/** `received` stands behind `sameOrigin`. */
export type VisitEnv = { Variables: VisitVariables<User> & { received: ReceivedForm } };
/** Behind `checkedForm`: a token that is good, and the fields that the page knows. */
export type FormEnv = { Variables: { form: Form } };

export type WebApp = Hono<VisitEnv>;

/** What a handler behind `requireLogin` has. */
export interface Guarded {
  readonly visit: Visit<User>;
  readonly visitor: LoggedInVisitor<User>;
}

/** What a handler behind `requireFreshLogin` has. */
export interface Proven {
  readonly visit: Visit<User>;
  readonly visitor: FreshVisitor<User>;
}

/** Who asks, for everything that counts tries. */
export function clientOf(site: Site, visit: Visit<User>): Client {
  return {
    ...whoAsks(visit),
    browser: knownBrowserIn(visit),
    trusted: trustedBrowserIn(visit),
    language: languageFor(site, visit),
  };
}

export function whoAsks(visit: Visit<User>): Pick<Client, 'address' | 'agent'> {
  return { address: visit.address, agent: visit.request.headers.get('user-agent') ?? undefined };
}

/** The known-browser cookie. What the accounts cannot have written counts as absent, and is cleared. */
export function knownBrowserIn(visit: Visit<User>): string | undefined {
  return visit.readCookie('browser', (value) => (isKnownBrowserCookie(value) ? value : undefined));
}

/** The trusted-browser cookie; as above. */
export function trustedBrowserIn(visit: Visit<User>): string | undefined {
  return visit.readCookie('trusted', (value) => (isTrustedBrowserCookie(value) ? value : undefined));
}
