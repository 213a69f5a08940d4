import type { Accounts } from '@latchkey/accounts';
import { readAssets } from '@latchkey/web';
import { createDevMail, type DevMail } from './dev-mail/dev-mail.ts';
import { createOutbox } from './dev-mail/outbox.ts';
import { localUrl } from './local-url.ts';
import type { Log } from './log.ts';
import { type Mailing, startMailing } from './mail/mailing.ts';
import { createMailTransport, type MailTransport } from './mail/transport.ts';
import type { Settings } from './settings/settings.ts';

/** How the mails of a server leave it. */
export interface Sending {
  /** The pages that show them: only in development, where they are kept. */
  readonly devMail?: DevMail;
  /** In a sentence, for whoever starts the server. */
  readonly where: (port: number) => string;
  /** From now on they leave. */
  readonly start: (accounts: Accounts) => Mailing;
}

/** `undefined`: the settings name no way for mail. */
export function createSending(settings: Settings, log: Log): Sending | undefined {
  const { mail } = settings;
  if (mail === undefined) return undefined;
  return mail.way === 'smtp' ? toServer(mail, log) : toOutbox(settings, log);
}

function toServer(mail: Extract<Settings['mail'], { way: 'smtp' }>, log: Log): Sending {
  return {
    where: () => `Mail goes to ${mail.server}.`,
    start(accounts) {
      const transport = createMailTransport(mail);
      const mailing = startMailing(accounts, transport.deliver, { log });
      void warnOfServer(transport, { server: `${mail.server}`, log });
      return {
        async stop() {
          await mailing.stop();
          transport.close();
        },
      };
    },
  };
}

/** Nobody should have to sign up to find out that the address of the mail server has a typing mistake. */
async function warnOfServer(
  transport: MailTransport,
  { server, log }: { readonly server: string; readonly log: Log },
): Promise<void> {
  const reason = await transport.check();
  if (reason === undefined) return;
  log.warn({ server, reason }, 'The mail server cannot be used; mails wait until it can.');
}

function toOutbox({ mode, host, siteName }: Settings, log: Log): Sending {
  const outbox = createOutbox({ log });
  const stylePath = readAssets().style.path;
  return {
    ...(mode === 'production' ? {} : { devMail: createDevMail(outbox, { siteName, stylePath }) }),
    where: (port) =>
      `Mails are shown at ${localUrl(host, port)}/dev/mail, three an hour to one address; LIMITS=off lifts that.`,
    start: (accounts) => startMailing(accounts, outbox.deliver, { log }),
  };
}
