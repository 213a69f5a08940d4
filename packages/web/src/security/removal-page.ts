import type { PasskeyInfo } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText, type Messages } from '../messages/messages.ts';

export interface RemovalPage {
  readonly removing: Removable;
  /** Two-step log-in ends with it. */
  readonly isLastSecond: boolean;
  readonly fault: RemovalFault | undefined;
}

/** What can be taken away from an account. */
export type Removable =
  | { readonly what: 'totp' }
  | { readonly what: 'password' }
  | { readonly what: 'passkey'; readonly passkey: PasskeyInfo };

export type RemovalFault = 'last-way-in' | 'last-second-factor';

/** Says what goes and what goes with it, before it does. */
export function removalPage(view: View, { removing, isLastSecond, fault }: RemovalPage): Page {
  const { text, link } = view;
  const { path, title, button, lines } = aboutRemoval(text, removing);
  const faults = fault === undefined ? [] : [faultText(text, { field: 'remove', reason: fault })];
  const all = isLastSecond ? [...lines, text['remove.last-second']] : lines;
  const main = html`${accountNav(view, path)}<div class="card">
<h1>${title}</h1>
${renderSummary(
  text['summary.heading'],
  faults.map((line) => ({ text: line, field: 'removal' })),
)}${all.map((line) => html`<p>${line}</p>\n`)}<form class="buttons" id="removal" method="post" action="${link(path)}">
${renderToken(view.token)}${passkeyField(removing)}
<button class="button button-danger" type="submit">${button}</button>
<a class="button button-quiet" href="${link('/account/security')}">${text['security.back']}</a>
</form>
</div>`;
  return { title, main, at: path, isRefused: fault !== undefined, isWide: true };
}

function passkeyField(removing: Removable): Html | '' {
  return removing.what === 'passkey'
    ? html`<input type="hidden" name="passkey" value="${removing.passkey.id}">`
    : '';
}

function aboutRemoval(text: Messages, removing: Removable) {
  if (removing.what === 'totp') {
    const lines = [text['totp.remove-text']];
    const [title, button] = [text['totp.remove-title'], text['totp.remove-button']];
    return { path: '/account/security/totp/remove', title, button, lines } as const;
  }
  if (removing.what === 'password') {
    const lines = [text['password-remove.text']];
    const [title, button] = [text['password-remove.title'], text['password-remove.button']];
    return { path: '/account/security/password/remove', title, button, lines } as const;
  }
  const lines = [text['passkey-remove.text']({ name: removing.passkey.name }), text['passkey-remove.then']];
  const [title, button] = [text['passkey-remove.title'], text['passkey-remove.button']];
  return { path: '/account/security/passkeys/remove', title, button, lines } as const;
}
