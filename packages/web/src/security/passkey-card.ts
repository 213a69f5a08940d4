import type { Factors, PasskeyInfo } from '@latchkey/accounts';
import { type Html, html } from '../layout/html.ts';
import { renderTime } from '../layout/time.ts';
import type { View } from '../layout/view.ts';
import type { PagePath } from '../links.ts';

export interface PasskeyCard {
  readonly factors: Pick<Factors, 'passkeys'>;
  readonly mayAdd: boolean;
  /** Everybody needs a second factor, and this account has one: it is not offered to be removed. */
  readonly keepsLast: boolean;
  /** Where to go on to once there is one. */
  readonly next: string | undefined;
}

export function renderPasskeys(view: View, card: PasskeyCard): Html {
  const { text, link } = view;
  const { factors, mayAdd, keepsLast, next } = card;
  const { passkeys } = factors;
  const list =
    passkeys.length === 0
      ? html`<p>${text['security.passkeys-none']}</p>\n`
      : html`<ul class="things">\n${passkeys.map((passkey) => passkeyItem(view, passkey, { keepsLast }))}</ul>\n`;
  const add = mayAdd
    ? html`<p class="buttons"><a class="button${passkeys.length === 0 ? '' : ' button-quiet'}" href="${link('/account/security/passkeys/add', { next })}">${text['security.passkey-add']}</a></p>\n`
    : '';
  return html`<section class="card" aria-labelledby="passkeys">
<h2 id="passkeys">${text['security.passkeys']}</h2>
<p class="soft">${text['security.passkeys-text']}</p>
${list}${add}</section>
`;
}

/** Each link says which one it is about: one after the other, they would be heard as the same. */
function passkeyItem(view: View, passkey: PasskeyInfo, { keepsLast }: Pick<PasskeyCard, 'keepsLast'>): Html {
  const { text, link } = view;
  const { id, name, createdAtMs, lastUsedAtMs } = passkey;
  const about = (path: PagePath) => link(path, { passkey: id });
  const remove = html`
<a class="link" href="${about('/account/security/passkeys/remove')}" aria-label="${text['security.passkey-remove-label']({ name })}">${text['security.passkey-remove']}</a>`;
  return html`<li><h3>${name}</h3>
<dl class="facts">
<div><dt>${text['security.passkey-kind']}</dt><dd>${kindOf(view, passkey)}</dd></div>
<div><dt>${text['security.added']}</dt><dd>${renderTime(view, createdAtMs)}</dd></div>
<div><dt>${text['security.last-used']}</dt><dd>${lastUsedAtMs === undefined ? text['security.never-used'] : renderTime(view, lastUsedAtMs)}</dd></div>
</dl>
<p class="links"><a class="link" href="${about('/account/security/passkeys/rename')}" aria-label="${text['security.passkey-rename-label']({ name })}">${text['security.passkey-rename']}</a>${keepsLast ? '' : remove}</p>
${keepsLast ? html`<p class="soft">${text['fault.remove.last-second-factor']}</p>\n` : ''}</li>
`;
}

function kindOf({ text }: View, { canLogIn, isSynced }: PasskeyInfo): string {
  if (!canLogIn) return text['security.passkey-second'];
  return text[isSynced ? 'security.passkey-synced' : 'security.passkey-bound'];
}
