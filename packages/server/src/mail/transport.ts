import type { Deliver, OutgoingMail } from '@latchkey/accounts';
import { createTransport, type SendMailOptions, type SMTPPoolOptions } from 'nodemailer';
import { isLoopback } from '../loopback.ts';
import type { MailFrom } from '../settings/mail-from.ts';
import type { SmtpUrl } from '../settings/smtp-url.ts';
import { failureOf } from './smtp-failure.ts';

export interface MailTransport {
  readonly deliver: Deliver;
  /** Whether the server answers and lets us in: what is wrong, as short as in `latchkey mail list`. Sends nothing. */
  check(): Promise<string | undefined>;
  /** Cuts its connections; what is still being sent fails, and may be sent again. */
  close(): void;
}

export interface TransportSettings {
  readonly server: SmtpUrl;
  readonly from: MailFrom;
}

/** Sends mails over SMTP, through five connections at most. What goes wrong is an outcome; nothing is thrown. */
export function createMailTransport({ server, from }: TransportSettings): MailTransport {
  const transport = createTransport(poolOptions(server));
  return {
    async deliver(mail, { signal }) {
      if (!isBareAddress(mail.recipient)) {
        return { ok: false, isPermanent: true, error: 'the recipient is no mail address' };
      }
      try {
        await transport.sendMail({ ...messageOf(mail, from), signal });
        return { ok: true };
      } catch (error) {
        return failureOf(error);
      }
    },
    async check() {
      try {
        await transport.verify();
        return undefined;
      } catch (error) {
        return failureOf(error).error;
      }
    },
    close: () => transport.close({ force: true }),
  };
}

/**
 * `smtp:` to another machine: STARTTLS or nothing. The attack: somebody on the way answers that the server has none, and
 * reads password and links. On the machine itself nobody is on the way, and no certificate can be for `localhost`.
 */
export function poolOptions(server: SmtpUrl): SMTPPoolOptions & { readonly pool: true } {
  const { host, port, isTls } = server;
  const login = server.revealLogin();
  const isHere = isLoopback(host);
  return {
    pool: true,
    maxConnections: 5,
    // For a connection that the server has closed since the last mail, before a byte of this one was sent.
    maxRequeues: 1,
    idleTimeout: 30_000,
    host,
    port,
    secure: isTls,
    requireTLS: !isTls && !isHere,
    tls: { rejectUnauthorized: !isHere, minVersion: 'TLSv1.2' },
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    dnsTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(login && { auth: { user: login.user, pass: login.password } }),
  };
}

/**
 * One address and nothing else, in the form that sign-up accepts or stricter. The attack: `a@b.c, evil@x.y`, or a line end and a
 * header after it, to have somebody else's link.
 */
function isBareAddress(text: string): boolean {
  return text.length <= 320 && bareAddress.test(text);
}

const bareAddress = /^[^\s@"(),:;<>[\\\]\p{C}\p{Z}]+@[^\s@"(),:;<>[\\\]\p{C}\p{Z}]+$/u;

/** The addresses are objects, so that nothing in them is read as a list, and the envelope names the one recipient once more. */
function messageOf(mail: OutgoingMail, from: MailFrom): SendMailOptions {
  const { recipient, subject, text, html } = mail;
  const to = { name: '', address: recipient };
  return {
    from: { name: from.name ?? '', address: from.address },
    to,
    envelope: { from: { address: from.address }, to: [to] },
    // It quotes names that people gave themselves.
    subject: subject.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim(),
    text,
    html,
    date: new Date(mail.createdAtMs),
    messageId: messageId(mail, from),
    // No answer of a machine: RFC 3834 section 5.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * The same at each try, so that mail programs show a mail once that was sent twice; with its time, because a new database
 * counts from 1 again.
 */
function messageId({ id, createdAtMs }: OutgoingMail, { address }: MailFrom): string {
  return `<latchkey.${id}.${createdAtMs}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}
