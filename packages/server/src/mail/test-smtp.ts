import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** A mail as it arrived. */
export interface ReceivedMail {
  /** Of the envelope, not of the header. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** Without line ends after its last. */
  readonly text: string;
  readonly html: string;
  /** The addresses in its text, in their order. */
  readonly links: readonly string[];
  /** By lower-case name; a header that came twice has two values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** As it came over the wire. */
  readonly raw: string;
}

/** What the server does that a good one does not. A thrown `refusal` is its answer. */
export interface Behaviour {
  /** May throw a `refusal`. */
  onRecipient?(address: string): void | Promise<void>;
  /** Before the mail is accepted; may throw a `refusal`. Whatever it waits for, the sender waits as well. */
  onMail?(mail: ReceivedMail): void | Promise<void>;
  /** Cuts the connection as soon as the first bytes of a mail are in. */
  readonly cutsOff?: boolean;
}

export interface TestSmtpOptions extends Behaviour {
  /** The only ones who may send. Default: everybody. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Offers STARTTLS, with a certificate that nobody should trust. Default false. */
  readonly offersTls?: boolean;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
}

/** A mail server that keeps what it gets. */
export interface TestSmtp extends AsyncDisposable {
  /** For `SMTP_URL`. */
  readonly url: string;
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** How many connections are open. */
  readonly connections: number;
  /** From now on; `{}`: well again. */
  behave(behaviour: Behaviour): void;
  /** The newest mail to this address; waits for it, 10 s at most. With `subject`, the newest of those. */
  mailTo(address: string, options?: { readonly subject?: RegExp }): Promise<ReceivedMail>;
  /** Waits until this many are there, 10 s at most. */
  untilMails(count: number): Promise<readonly ReceivedMail[]>;
  /** Forgets what came so far. */
  clear(): void;
  /** Connections are cut. */
  close(): Promise<void>;
}

/** An SMTP server in this process. `await using` closes it, or `t.after(() => smtp.close())`. */
export async function startTestSmtp(options: TestSmtpOptions = {}): Promise<TestSmtp> {
  const { host = '127.0.0.1', port = 0, login } = options;
  const mails: ReceivedMail[] = [];
  let behaviour: Behaviour = options;
  const cut = ({ id }: SMTPServerSession) => {
    for (const connection of server.connections) if (connection.id === id) connection._socket.destroy();
  };
  const server = new SMTPServer(serverOptions(options, { mails, behaviour: () => behaviour, cut }));
  server.on('error', ignore);
  server.listen(port, host);
  await once(server.server, 'listening');
  // Proof: a server that listens on a port has such an address.
  const own = (server.server.address() as AddressInfo).port;
  const who =
    login === undefined ? '' : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;
  const close = () => closeNow(server);
  return {
    url: `smtp://${who}${host}:${own}`,
    port: own,
    mails,
    get connections() {
      return server.connections.size;
    },
    behave: (next) => {
      behaviour = next;
    },
    mailTo: (address, { subject = /^/ } = {}) =>
      until(`a mail to ${address}`, () =>
        mails.findLast((mail) => mail.to.includes(address) && subject.test(mail.subject)),
      ),
    untilMails: (count) => until(`${count} mails`, () => (mails.length >= count ? mails : undefined)),
    clear: () => void mails.splice(0),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What a server answers in place of its yes: `refusal(550, '5.1.1 nobody has this mailbox')`. */
export function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

interface Inside {
  readonly mails: ReceivedMail[];
  readonly behaviour: () => Behaviour;
  readonly cut: (session: SMTPServerSession) => void;
}

function serverOptions(
  { login, offersTls = false }: TestSmtpOptions,
  { mails, behaviour, cut }: Inside,
): SMTPServerOptions {
  return {
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 1,
    allowInsecureAuth: true,
    authOptional: login === undefined,
    disabledCommands: [...(offersTls ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])],
    onAuth({ username, password }, _session, answer) {
      const isRight = isDeepStrictEqual({ user: username, password }, login);
      answer(isRight ? null : refusal(535, '5.7.8 no'), isRight ? { user: username } : undefined);
    },
    onRcptTo({ address }, _session, answer) {
      settle(async () => behaviour().onRecipient?.(address), answer);
    },
    onData(stream, session, answer) {
      const { cutsOff = false, onMail } = behaviour();
      if (cutsOff) stream.once('data', () => cut(session));
      settle(async () => {
        const mail = await parse(await buffer(stream), session);
        await onMail?.(mail);
        mails.push(mail);
      }, answer);
    },
  };
}

function settle(work: () => Promise<void>, answer: (error?: Error) => void): void {
  work().then(
    () => answer(),
    (error: unknown) => answer(error instanceof Error ? error : new Error('refused')),
  );
}

async function parse(bytes: Buffer, { envelope }: SMTPServerSession): Promise<ReceivedMail> {
  const { subject = '', text = '', html = '', headers } = await PostalMime.parse(bytes);
  const byName: Record<string, string[]> = {};
  for (const { key, value } of headers) byName[key] = [...(byName[key] ?? []), value];
  return {
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    subject,
    text: text.replaceAll('\r\n', '\n').trimEnd(),
    html,
    // The point that ends a sentence is not part of a link.
    links: text.match(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g) ?? [],
    headers: byName,
    raw: bytes.toString('latin1'),
  };
}

async function until<Found>(what: string, look: () => Found | undefined): Promise<Found> {
  const late = performance.now() + 10_000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > late) throw new Error(`There is not ${what} after 10 s.`);
    await wait(10);
  }
}

async function closeNow(server: SMTPServer): Promise<void> {
  if (!server.server.listening) return;
  await new Promise<void>((closed) => server.close(closed));
}

/** Whoever hangs up in the middle is the business of the test. */
function ignore(): void {
  return;
}
