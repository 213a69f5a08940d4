import type { ComposeMail, MailData, MailTemplate } from '@latchkey/accounts';
import { type Accent, accentOf } from '../assets/accent.ts';
import { codedError } from '../coded-error.ts';
import { timeInWords } from '../layout/time.ts';
import { chooseLanguage } from '../messages/languages.ts';
import { createCatalogues, type OwnMessages } from '../messages/messages.ts';
import { type About, aboutMail, type Surroundings } from './about.ts';
import { renderHtml } from './html.ts';
import type { Letter } from './letter.ts';
import { letters } from './letters.ts';
import { pagesOf } from './mailed-link.ts';
import { onOneLine } from './tame.ts';
import { renderText } from './text.ts';

export interface MailOptions {
  /** Of the links: scheme, host and port. Never from a request: a forged Host would lead people to the forger. A function where it is known only later. */
  readonly baseUrl: string | (() => string);
  /** Default `Latchkey`. */
  readonly siteName?: string;
  /** The one that `createWeb` is given. Default none. */
  readonly prefix?: string;
  /** The texts that `createWeb` is given. */
  readonly messages?: OwnMessages;
  /** Where the account has none, or one that there is no text in. Default `en`. */
  readonly language?: string;
  readonly accent?: Accent;
}

/** Writes mails with links to the pages under this prefix; `createWeb` refuses one that was made for another. */
export interface Mails extends ComposeMail {
  readonly prefix: string;
}

/** Every mail there is. */
export const mailTemplates: readonly MailTemplate[] = Object.freeze(
  // Proof: `letters` is a record of exactly these.
  Object.keys(letters) as MailTemplate[],
);

/**
 * What writes the mails: plain text and HTML, in the language of whoever gets it. It goes into `createAccounts({ mail: { compose } })`.
 * @throws `base-url-invalid`, `prefix-invalid`, `language-missing`, `message-unknown`, `message-invalid`, `accent-invalid`; the
 * function it makes throws `base-url-invalid`, and `mail-data-missing` for data without what its template needs
 */
export function createMails(options: MailOptions): Mails {
  const { siteName = 'Latchkey', prefix = '', language: fallback = 'en' } = options;
  const accent = accentOf(options.accent);
  const catalogues = createCatalogues(options.messages);
  const places = new Map(
    [...catalogues].map(([language, text]) => [
      language,
      { text, moment: (atMs: number) => timeInWords(language, atMs) },
    ]),
  );
  const site = { siteName: onOneLine(siteName), pageAt: pagesOf(options.baseUrl, { prefix }) };
  const placeOf = (language: string) => places.get(language) ?? missing(language);
  placeOf(fallback);
  const compose: ComposeMail = (data) => {
    const wanted = { account: data.language, accept: null };
    const language = chooseLanguage(wanted, { languages: [...places.keys()], fallback });
    const surroundings: Surroundings = { ...site, ...placeOf(language) };
    const { text } = surroundings;
    const about = aboutMail(data, surroundings);
    const letter: Letter = {
      subject: onOneLine(subjectOf(data, about)),
      siteName: site.siteName,
      language,
      parts: [text['mail.greeting'], ...letters[data.template](about)],
      writtenOut: text['mail.link-written-out'],
    };
    return { subject: letter.subject, text: renderText(letter), html: renderHtml(letter, accent) };
  };
  return Object.assign(compose, { prefix });
}

/** What was added or removed is named there: many read no further. */
function subjectOf({ template }: MailData, { text, siteName, factor }: About): string {
  return template === 'factor-added' || template === 'factor-removed'
    ? text[`mail.${template}.${factor()}-subject`]({ siteName })
    : text[`mail.${template}.subject`]({ siteName });
}

function missing(language: string): never {
  throw codedError('language-missing', `There are no texts in the language \`${language}\`.`);
}
