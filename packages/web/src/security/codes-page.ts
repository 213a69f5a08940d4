import type { RecoveryCodes, Secret } from '@latchkey/accounts';
import { accountNav } from '../account/nav.ts';
import { renderField, renderSummary, renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import type { View } from '../layout/view.ts';
import { faultText } from '../messages/messages.ts';

export interface RecoveryCodesPage {
  /** The set that counts. */
  readonly codes: RecoveryCodes | undefined;
  readonly next: string | undefined;
}

/** Before they are made. */
export function recoveryCodesPage(view: View, { codes, next }: RecoveryCodesPage): Page {
  const { text, link } = view;
  const title = text['codes.title'];
  const at = '/account/security/recovery-codes';
  const main = html`${accountNav(view, at)}<div class="card">
<h1>${title}</h1>
<p>${text['security.codes-text']}</p>
<p>${text['codes.make-text']}</p>
${codes === undefined ? '' : html`<p>${text['codes.renew-text']}</p>\n`}<form class="buttons" method="post" action="${link(at, { next })}">
${renderToken(view.token)}
<button class="button" type="submit">${text['codes.make-button']}</button>
<a class="button button-quiet" href="${next ?? link('/account/security')}">${text['codes.later']}</a>
</form>
</div>`;
  return { title, main, at, next, isWide: true };
}

export interface NewRecoveryCodesPage {
  /** To be shown this once. `undefined`: they were shown before. */
  readonly codes: readonly Secret[] | undefined;
  readonly next: string | undefined;
  readonly fault: 'empty' | 'wrong' | undefined;
}

/** The codes, and the field that shows that they were kept. */
export function newRecoveryCodesPage(view: View, { codes, next, fault }: NewRecoveryCodesPage): Page {
  const { text, link } = view;
  const title = text['codes.new-title'];
  const at = '/account/security/recovery-codes';
  const faults = fault === undefined ? [] : [faultText(text, { field: 'new-codes', reason: fault })];
  const main = html`${accountNav(view, at)}<div class="card">
<h1>${title}</h1>
${renderSummary(
  text['summary.heading'],
  faults.map((line) => ({ text: line, field: 'code' })),
)}${codes === undefined ? html`<p>${text['codes.waiting']}</p>\n` : renderCodes(view, codes)}<form class="form" method="post" action="${link('/account/security/recovery-codes/confirm', { next })}" novalidate>
${renderToken(view.token)}
${renderField({
  name: 'code',
  label: text['codes.confirm'],
  type: 'text',
  autocomplete: 'off',
  hint: text['codes.confirm-hint'],
  faults,
})}<button class="button" type="submit">${text['codes.confirm-button']}</button>
</form>
</div>
<p class="below"><a href="${link(at, { next })}">${text['codes.again']}</a></p>`;
  return { title, main, at, next, isRefused: fault !== undefined, isWide: true, hasCopy: true };
}

/** To be copied by a button, or by hand where there is no script; as a file, and on paper. */
function renderCodes({ text, siteName }: View, codes: readonly Secret[]): Html {
  const plain = codes.map((code) => code.reveal());
  const file = `${text['codes.file']({ siteName })}\r\n\r\n${plain.join('\r\n')}\r\n`;
  return html`<p>${text['codes.new-text']}</p>
<ol class="codes" id="codes" aria-label="${text['codes.list']}">
${plain.map((code) => html`<li class="code">${code}</li>\n`)}</ol>
<p class="buttons">
<button class="button button-quiet" type="button" data-copy="codes" data-copied="${text['codes.copied']}" data-failed="${text['codes.not-copied']}" hidden>${text['codes.copy']}</button>
<a class="button button-quiet" download="recovery-codes.txt" href="data:text/plain;charset=utf-8,${encodeURIComponent(file)}">${text['codes.download']}</a>
</p>
<p class="soft" role="status" id="copy-status"></p>
`;
}
