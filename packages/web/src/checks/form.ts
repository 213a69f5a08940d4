import { recordAudit, type User } from '@latchkey/accounts';
import type { Visit } from '@latchkey/session';
import type { MiddlewareHandler } from 'hono';
import type { TokenJudgement } from '../csrf/protection.ts';
import { errorAnswer } from '../error/error-answer.ts';
import type { Form } from '../forms/decode-form.ts';
import { decodeReceived, receiveForm } from '../forms/read-form.ts';
import { addressOf } from '../next.ts';
import { type FormEnv, type Site, type VisitEnv, whoAsks } from '../site.ts';

/**
 * Refuses what a page of another site sent, before anything is looked up for it; what our own sent is received to its last
 * byte. The attack: a session that is about to end begins a request, is let in by the guard, and sends the rest after it has
 * ended. So who the visitor is, is asked when all is there.
 */
export function sameOrigin(site: Site): MiddlewareHandler<VisitEnv> {
  return async (c, next) => {
    const { visit } = c.var;
    if (site.protection.isForeign(visit)) {
      await noteRefusal(site, visit, 'origin');
      return errorAnswer(site, visit, { status: 403, openAgain: addressOf(visit) });
    }
    c.set('received', await receiveForm(c.req.raw, site.limits.maxBytes));
    return void (await next());
  };
}

export interface CheckedFormOptions {
  /** Names of the fields the page knows, without `csrf_token`. */
  readonly fields: readonly string[];
  /** The answer to a form whose token does not count (any more). Default: the 403 page. */
  readonly onStale?: (visit: Visit<User>, stale: StaleForm) => Promise<Response>;
}

export interface StaleForm {
  readonly form: Form;
  readonly judgement: Exclude<TokenJudgement, 'good'>;
}

/** Behind `sameOrigin`: reads the form into `c.var.form`, and lets it through when its token belongs to this visitor. */
export function checkedForm(site: Site, options: CheckedFormOptions): MiddlewareHandler<VisitEnv & FormEnv> {
  const { maxFields } = site.limits;
  const decodeOptions = { maxFields, fields: [...options.fields, 'csrf_token'] };
  const { onStale = (visit, stale) => staleAnswer(site, visit, stale) } = options;
  return async (c, next) => {
    const { visit } = c.var;
    const outcome = decodeReceived(c.var.received, decodeOptions);
    if (!outcome.ok) return errorAnswer(site, visit, { status: outcome.status, openAgain: addressOf(visit) });
    const { form } = outcome;
    const judgement = await site.protection.judge(visit, form.get('csrf_token'));
    if (judgement !== 'good') {
      await noteRefusal(site, visit, judgement);
      return onStale(visit, { form, judgement });
    }
    c.set('form', form);
    return void (await next());
  };
}

function staleAnswer(site: Site, visit: Visit<User>, { judgement }: StaleForm): Promise<Response> {
  const textId = judgement === 'no-cookie' ? 'error.403.no-cookies' : 'error.403.text';
  return errorAnswer(site, visit, { status: 403, textId, openAgain: addressOf(visit) });
}

async function noteRefusal(site: Site, visit: Visit<User>, detail: string): Promise<void> {
  const { accounts } = site;
  await recordAudit(accounts, { event: 'csrf-refused', result: 'failure', client: whoAsks(visit), detail });
}
