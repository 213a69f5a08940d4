import { type Accounts, dropKeptRequest, findKeptRequest, keepRequest, type User } from '@latchkey/accounts';
import {
  type FreshOptions,
  type FreshVisitor,
  type LoggedInVisitor,
  type Login,
  type Visit,
  wantsJson,
} from '@latchkey/session';
import { type FreshVariables, honoLogin } from '@latchkey/session/hono';
import type { Context, MiddlewareHandler, Next } from 'hono';
import type { Protection } from '../csrf/protection.ts';
import type { Form } from '../forms/decode-form.ts';
import type { Link } from '../links.ts';
import { addressOf } from '../next.ts';
import { isOwnPath, resumeLink } from './resume-link.ts';
import { checkResumes, type Resumes } from './resumes.ts';

/** What our pages and an application of its own have in common. */
export interface Door {
  readonly login: Login<User>;
  readonly accounts: Accounts;
  readonly protection: Protection<User>;
  readonly link: Link;
}

export type Guard = MiddlewareHandler<{ Variables: FreshVariables<User> }>;

/** A guard as middleware, and as the question that it asks. */
export interface StepUpGuard {
  readonly guard: Guard;
  /** `next`: where to go on to after the proof, asked for once it is missing; default the page that held the form. */
  ask(visit: Visit<User>, goOn: Required<Pick<FreshOptions, 'next'>>): Promise<FreshVisitor<User> | Response>;
}

export type ReadForm = (c: Context, fields: readonly string[]) => Promise<Form | undefined>;

export interface ResumableOptions {
  readonly resumes: Resumes;
  readonly readForm: ReadForm;
}

/** A guard that keeps the form which it refuses, so that nobody has to fill it in again: a POST that a person sent. */
export function resumable(door: Door, { guard, ask }: StepUpGuard, options: ResumableOptions): Guard {
  const { resumes, readForm } = options;
  checkResumes(resumes);
  const { visits } = honoLogin(door.login);
  return (c: Context, next: Next) =>
    visits(c, async () => {
      const visit: Visit<User> = c.var.visit;
      const isSent = visit.request.method === 'POST' && !wantsJson(visit.request);
      const answer = (isSent ? await refuse(c, visit) : undefined) ?? (await guard(c, next));
      if (answer instanceof Response) c.res = answer;
      else if (isSent && c.res.status < 400) await drop(door, visit);
    });

  /** `undefined`: the guard itself has the last word. */
  async function refuse(c: Context, visit: Visit<User>): Promise<Response | undefined> {
    const visitor = await visit.visitor();
    if (visitor.state === 'anonymous') return undefined;
    const next = async () => {
      const form = await readForm(c, resumes.fields);
      return form && (await keep(door, visit, { form, resumes, visitor }));
    };
    const asked = await ask(visit, { next });
    return asked instanceof Response ? asked : undefined;
  }
}

interface Sent {
  readonly form: Form;
  readonly resumes: Resumes;
  readonly visitor: LoggedInVisitor<User>;
}

/**
 * Where it can be sent again from; `undefined`: it is not kept. Only what came with the token of its page. The attack: another
 * site sends a form of its own making, and its victim, who is asked for a proof, sends it again with a good token.
 */
async function keep(
  { accounts, login, protection, link }: Door,
  visit: Visit<User>,
  { form, resumes: { action }, visitor: { user, session } }: Sent,
): Promise<string | undefined> {
  const token = visit.request.headers.get('x-csrf-token') ?? form.get('csrf_token');
  if (protection.isForeign(visit) || (await protection.judge(visit, token)) !== 'good') return undefined;
  const path = addressOf(visit);
  if (session === undefined || !isOwnPath(visit, path)) return undefined;
  const fields = new Map(form);
  fields.delete('csrf_token');
  const kept = { path, fields, action: typeof action === 'string' ? action : await action(visit, fields) };
  const outcome = await keepRequest(accounts, { ...kept, user, sessionIdHash: session.idHash });
  return outcome.ok ? resumeLink(link, login.keyring, { kept, user }) : undefined;
}

/** It has been sent, again or anew. */
async function drop({ accounts }: Door, visit: Visit<User>): Promise<void> {
  const visitor = await visit.visitor();
  if (visitor.state === 'anonymous' || visitor.session === undefined) return;
  const { user, session } = visitor;
  const standing = { user, sessionIdHash: session.idHash };
  const kept = await findKeptRequest(accounts, standing);
  if (kept?.path === addressOf(visit)) await dropKeptRequest(accounts, standing);
}
