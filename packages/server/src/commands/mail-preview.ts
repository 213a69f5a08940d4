import type { MailTemplate } from '@latchkey/accounts';
import { mailTemplates, sampleMail } from '@latchkey/web';
import { composeMails } from '../compose-mails.ts';
import { baseUrlOf } from '../local-url.ts';
import type { SettingsWithoutKey } from '../settings/settings.ts';
import type { MailPreview } from './command-line.ts';
import { refuse } from './say.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** Prints what a mail says, as a server with these settings would send it; or which mails there are. */
export function previewMail(
  { template, language, html }: MailPreview,
  settings: SettingsWithoutKey,
  terminal: Terminal,
): ExitCode {
  const { output } = terminal;
  if (template === undefined) {
    for (const name of mailTemplates) output.write(`${name}\n`);
    return 0;
  }
  if (!isTemplate(template)) {
    return refuse(terminal, [`There is no mail ${template}. "latchkey mail preview" lists them.`]);
  }
  const compose = composeMails(settings, baseUrlOf(settings));
  const mail = compose(sampleMail(template, language === undefined ? {} : { language }));
  const shown = html ? mail.html : `Subject: ${mail.subject}\n\n${mail.text}`;
  output.write(shown.endsWith('\n') ? shown : `${shown}\n`);
  return 0;
}

function isTemplate(name: string): name is MailTemplate {
  return mailTemplates.some((template) => template === name);
}
