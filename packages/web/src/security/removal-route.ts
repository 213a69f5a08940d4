import { type Factors, listFactors, removePasskey, removePassword, removeTotp } from '@latchkey/accounts';
import { checkedForm, sameOrigin } from '../checks/form.ts';
import { otherMethods, readAndPost } from '../checks/methods.ts';
import type { Form } from '../forms/decode-form.ts';
import { seeOther, showPage } from '../layout/page.ts';
import { languageFor, openView } from '../layout/view.ts';
import { clientOf, type Proven, type Site, type WebApp } from '../site.ts';
import type { Resuming } from '../step-up/guards.ts';
import { requireOwner } from '../step-up/owner.ts';
import { renewSession } from './go-on.ts';
import { endsTwoSteps } from './last-second.ts';
import { askedPasskey } from './own-passkey.ts';
import type { Removable, RemovalFault } from './removal-page.ts';

const paths = {
  totp: '/account/security/totp/remove',
  passkey: '/account/security/passkeys/remove',
  password: '/account/security/password/remove',
} as const;

type What = keyof typeof paths;

/** The pages that take something away from an account: each asks once more, and says what goes with it. */
export function removalRoutes(app: WebApp, site: Site): void {
  for (const what of ['totp', 'passkey', 'password'] as const) {
    const path = paths[what];
    const shown = (asked: Proven) => showForm(site, asked, { what, id: askedPasskey(asked) });
    app.get(path, requireOwner(site), (c) => shown(c.var));
    app.post(
      path,
      sameOrigin(site),
      requireOwner(site, what === 'passkey' ? resuming(site) : {}),
      checkedForm(site, { fields: ['passkey'] }),
      (c) => answer(site, c.var, what),
    );
    otherMethods(app, site, { path, allow: readAndPost });
  }
}

/** Somebody who has thought about it for twenty minutes does not have to look for it again. */
function resuming(site: Site): Resuming {
  return {
    resumes: {
      fields: ['passkey'],
      action: async (visit, form) => {
        const visitor = await visit.visitor();
        if (visitor.state === 'anonymous') return '';
        const { passkeys } = await listFactors(site.accounts, visitor.user);
        const named = passkeys.find(({ id }) => id === form.get('passkey'));
        const text = site.textsIn(languageFor(site, visit, visitor.user));
        return text['passkey-remove.action']({ name: named?.name ?? '–' });
      },
    },
  };
}

async function answer(site: Site, sent: Proven & { readonly form: Form }, what: What): Promise<Response> {
  const { form, visit } = sent;
  const id = form.get('passkey') ?? '';
  const outcome = await remove(site, sent, { what, id });
  if (outcome.ok) {
    await renewSession(site, sent, outcome);
    visit.flash(flashes[what], 'success');
    return seeOther(site.link('/account/security'));
  }
  if (outcome.reason === 'gone') return gone(site, sent, what);
  return showForm(site, sent, { what, id, fault: outcome.reason });
}

const flashes = {
  totp: 'flash.totp-removed',
  passkey: 'flash.passkey-removed',
  password: 'flash.password-removed',
} as const;

interface Asked {
  readonly what: What;
  /** Of the passkey. */
  readonly id: string;
}

function remove(site: Site, { visit, visitor }: Proven, { what, id }: Asked) {
  const { user, session } = visitor;
  const asked = { user, sessionIdHash: session.idHash };
  const client = clientOf(site, visit);
  if (what === 'totp') return removeTotp(site.accounts, asked, client);
  if (what === 'password') return removePassword(site.accounts, asked, client);
  return removePasskey(site.accounts, { ...asked, id }, client);
}

async function showForm(
  site: Site,
  asked: Proven,
  { what, id, fault }: Asked & { readonly fault?: RemovalFault },
): Promise<Response> {
  const factors = await listFactors(site.accounts, asked.visitor.user);
  const removing = removableIn(factors, { what, id });
  if (removing === undefined) return gone(site, asked, what);
  const view = await openView(site, asked.visit, { hasForm: true });
  const isLastSecond = what !== 'password' && endsTwoSteps(factors, what);
  const isHindered = isLastSecond && site.accounts.factors.second === 'required';
  const page = site.pages.removal(view, {
    removing,
    isLastSecond,
    fault: fault ?? (isHindered ? 'last-second-factor' : undefined),
    isRefused: fault !== undefined,
  });
  return showPage(site, view, { status: fault === undefined ? 200 : 422, page });
}

function removableIn({ totp, passkeys, hasPassword }: Factors, { what, id }: Asked): Removable | undefined {
  if (what === 'totp') return totp && { what };
  if (what === 'password') return hasPassword ? { what } : undefined;
  const passkey = passkeys.find((one) => one.id === id);
  return passkey && { what, passkey };
}

/** By a second click, most likely, or in another tab. */
function gone(site: Site, { visit }: Proven, what: What): Response {
  if (what === 'passkey') visit.flash('flash.passkey-gone', 'info');
  return seeOther(site.link('/account/security'));
}
