import { renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import type { View } from '../layout/view.ts';

/** A form that the browser fills in with a passkey. Its page says `hasPasskeys`. */
export interface PasskeyForm {
  /** `autofill`: like `get`, and offered in the field with `autocomplete="username webauthn"` as well. */
  readonly kind: 'get' | 'create' | 'autofill';
  readonly action: string;
  /** JSON for `navigator.credentials`, as the accounts made it. */
  readonly options: string;
  /** What stands on the button. */
  readonly button: string;
  /** Stands before the button. A hidden field with `data-from` takes over the tick of the box with that id. */
  readonly fields?: Html | '';
  /** The one thing to do on its page. Default false: another way beside it. */
  readonly isMain?: boolean;
}

/** Hidden until the script finds that this browser knows passkeys. What comes of it is in the field `response`. A page has one: a summary leads to its button, `passkey`. */
export function renderPasskeyForm(view: View, form: PasskeyForm): Html {
  const { text, token } = view;
  const { kind, action, options, button, fields = '', isMain = false } = form;
  const isNew = kind === 'create';
  const failed = text[isNew ? 'passkey.not-made' : 'passkey.not-used'];
  const exists = isNew ? html` data-exists="${text['passkey.exists']}"` : '';
  return html`<form class="form" method="post" action="${action}" data-passkey="${kind}" data-options="${options}" data-failed="${failed}"${exists} novalidate hidden>
${renderToken(token)}
<input type="hidden" name="response" value="">
${fields}<button class="${isMain ? 'button' : 'button button-quiet'}" type="submit" id="passkey">${button}</button>
<p class="fault" role="status"></p>
</form>
`;
}

/** Where there is no other way but by passkey: stands there until the script has found that there is this one, or why it cannot be. */
export function renderWithoutPasskeys({ text }: View): Html {
  return html`<p class="soft" data-without-passkeys data-unnamed="${text['passkey.unnamed']}">${text['passkey.unsupported']}</p>
`;
}
