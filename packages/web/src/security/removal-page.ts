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
  /** Why it cannot be removed: then there is no button. */
  readonly fault: RemovalFault | undefined;
  /** It was tried all the same. */
  readonly isRefused: boolean;
}

/** What can be taken away from an account. */
export type Removable =
  | { readonly what: 'totp' }
  | { readonly what: 'password' }
  | { readonly what: 'passkey'; readonly passkey: PasskeyInfo };

export type RemovalFault = 'last-way-in' | 'last-second-factor';

/** Says what goes and what goes with it, before it does. */
export function removalPage(view: View, page: RemovalPage): Page {
  const { text } = view;
  const { removing, fault, isRefused } = page;
  const { path, title } = aboutRemoval(text, removing);
  const body =
    fault === undefined
      ? removalForm(view, page)
      : renderHindrance(view, {
          removing,
          isRefused,
          reason: faultText(text, { field: 'remove', reason: fault }),
        });
  const main = html`${accountNav(view, path)}<div class="card">
<h1>${title}</h1>
${body}</div>`;
  return { title, main, at: path, isRefused, isWide: true };
}

function removalForm(view: View, { removing, isLastSecond }: RemovalPage): Html {
  const { text, link } = view;
  const { path, button, lines } = aboutRemoval(text, removing);
  const all = isLastSecond ? [...lines, text['remove.last-second']] : lines;
  return html`${all.map((line) => html`<p>${line}</p>\n`)}<form class="buttons" method="post" action="${link(path)}">
${renderToken(view.token)}${passkeyField(removing)}
<button class="button button-danger" type="submit">${button}</button>
<a class="button button-quiet" href="${link('/account/security')}">${text['security.back']}</a>
</form>
`;
}

interface Hindrance extends Pick<RemovalPage, 'removing' | 'isRefused'> {
  readonly reason: string;
}

/** What the button would lead to is said at once, in its place. */
function renderHindrance({ text, link }: View, { removing, isRefused, reason }: Hindrance): Html {
  const named = removing.what === 'passkey' ? html`<p><strong>${removing.passkey.name}</strong></p>\n` : '';
  const said = isRefused
    ? renderSummary(text['summary.heading'], [{ text: reason, field: 'content' }])
    : html`<p class="warning">${reason}</p>\n`;
  return html`${said}${named}<p class="buttons"><a class="button button-quiet" href="${link('/account/security')}">${text['security.back']}</a></p>
`;
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
