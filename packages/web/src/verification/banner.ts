import { renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import { hasSession, type View } from '../layout/view.ts';

export interface Banner {
  /** The page that shows it, to come back to. Default `/dashboard`. */
  readonly at?: '/dashboard' | '/account' | '/account/security';
}

/** Reminds whoever is logged in that the address of the account is unproven; nothing where there is nothing to prove. */
export function renderBanner(view: View, { at = '/dashboard' }: Banner = {}): Html | '' {
  const { text, link, user, verification } = view;
  if (verification === undefined || verification === 'off') return '';
  if (user?.email === undefined || user.emailVerifiedAtMs !== undefined) return '';
  // Without a session, as in a second tab just after the log-in was restored, there is no token for a form.
  const form = hasSession(view.visitor)
    ? html`<form method="post" action="${link('/verify/resend', { next: link(at) })}">
${renderToken(view.token)}
<button class="button button-quiet" type="submit">${text['banner.button']}</button>
</form>
`
    : '';
  return html`<section class="card banner" aria-label="${text['banner.label']}">
<p>${text['banner.text']({ email: user.email })}</p>
${form}</section>
`;
}
