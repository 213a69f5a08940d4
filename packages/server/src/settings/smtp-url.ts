import { inspect } from 'node:util';
import { isHost } from './host.ts';

/** What `SMTP_URL` names: a mail server. A type of its own, so that no log line, JSON or error shows its password. */
export class SmtpUrl {
  /** A host name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** `smtps:`: TLS from the first byte. `smtp:`: STARTTLS, but on this machine. */
  readonly isTls: boolean;
  readonly #login: SmtpLogin | undefined;

  constructor({ host, port, isTls, login }: SmtpServer) {
    this.host = host;
    this.port = port;
    this.isTls = isTls;
    this.#login = login;
  }

  /** The only way to user name and password; `undefined` where the server asks for none. */
  revealLogin(): SmtpLogin | undefined {
    return this.#login;
  }

  /** `smtp.example.com:587` */
  toString(): string {
    return `${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.port}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

export interface SmtpLogin {
  readonly user: string;
  readonly password: string;
}

interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly login: SmtpLogin | undefined;
}

/**
 * Reads `smtp://` or `smtps://`, a user name and a password where the server asks for them, a host, a port (587 and 465).
 * `undefined` for anything else: what was written may hold a password, so nothing of it is repeated.
 */
export function parseSmtpUrl(text: string): SmtpUrl | undefined {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol)) return undefined;
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isTls = url.protocol === 'smtps:';
  const port = url.port === '' ? (isTls ? 465 : 587) : Number(url.port);
  const login = loginIn(url);
  if (!isHost(host) || port === 0 || login === 'unreadable') return undefined;
  return new SmtpUrl({ host, port, isTls, login });
}

function loginIn({ username, password }: URL): SmtpLogin | undefined | 'unreadable' {
  const hasUser = username.length > 0;
  const hasPassword = password.length > 0;
  if (!hasUser && !hasPassword) return undefined;
  if (!hasUser || !hasPassword) return 'unreadable';
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return 'unreadable';
  }
}
