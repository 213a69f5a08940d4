import { renderToken } from '../layout/field.ts';
import { type Html, html } from '../layout/html.ts';
import { hasSession, type View } from '../layout/view.ts';

/** In which language an account's pages and mails are. Nothing where there is no choice. */
export function renderLanguageForm(view: View): Html | '' {
  const { text, link, languages, user } = view;
  // Without a session, as in a second tab just after the log-in was restored, there is no token for a form.
  if (languages.length < 2 || !hasSession(view.visitor)) return '';
  const option = (value: string, label: string, lang?: string) =>
    html`<option value="${value}"${lang === undefined ? '' : html` lang="${lang}"`}${value === (user?.language ?? '') ? html` selected` : ''}>${label}</option>\n`;
  return html`<section class="card" aria-labelledby="language-heading">
<h2 id="language-heading">${text['profile.language']}</h2>
<form class="form" method="post" action="${link('/account/language')}">
${renderToken(view.token)}
<div class="field">
<label for="language">${text['profile.language-label']}</label>
<select class="input" id="language" name="language">
${option('', text['profile.language-browser'])}${languages.map((one) => option(one, nameOf(one), one))}</select>
</div>
<button class="button button-quiet" type="submit">${text['profile.language-button']}</button>
</form>
</section>
`;
}

/** As those who speak it call it, so that nobody is lost among pages in a language they cannot read. */
function nameOf(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}
