import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from '@latchkey/session/testing';
import type { Running } from './latchkey.ts';
import { type Person, signUp, submit, textOf } from './person.ts';

/** A mail in the outbox of a server that runs with `MAIL=outbox`. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** All of them, newest first, as `/dev/mail` shows them. */
export async function mails({ url }: Running): Promise<Mail[]> {
  const open = async (path: string) => (await fetch(`${url}${path}`)).text();
  const paths = [...(await open('/dev/mail')).matchAll(/href="(\/dev\/mail\/\d+)"/g)];
  return Promise.all(paths.map(async ([, path = '']) => mailOn(await open(path))));
}

/** The newest mail to this address, of those with `subject`; waits for it, 10 s at most. */
export async function mailTo(
  server: Running,
  address: string,
  { subject = /^/ }: { readonly subject?: RegExp } = {},
): Promise<Mail> {
  for (let turn = 0; turn < 400; turn++) {
    const found = (await mails(server)).find((mail) => mail.to === address && subject.test(mail.subject));
    if (found) return found;
    await wait(25);
  }
  throw new Error(`No mail ${subject} came to ${address}.`);
}

/** Signed up where addresses must be proven: by the link in the mail, opened in the same browser. */
export async function signUpByMail(server: Running, browser: Browser, who: Person): Promise<Response> {
  await signUp(browser, who);
  const page = await openLink(browser, linkIn(await mailTo(server, who.email)));
  return submit(browser, page, {});
}

/** Follows a link with a token, as a click in a mail does, to the page whose address holds none. */
export async function openLink(browser: Browser, link: string): Promise<string> {
  const answer = await browser.get(link);
  const location = answer.headers.get('location');
  assert.ok(answer.status === 303 && location, `${link} is answered with ${answer.status}`);
  return location;
}

/** The path of the first link with a token, with its query. */
export function linkIn({ text }: Pick<Mail, 'text'>): string {
  const [link] = /https?:\/\/\S+[?&]token=[\w-]+/.exec(text) ?? [];
  assert.ok(link, `no link is in: ${text}`);
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
}

function mailOn(html: string): Mail {
  const inside = (pattern: RegExp) => textOf(pattern.exec(html)?.[1] ?? '');
  return {
    to: inside(/<dt>To<\/dt><dd>([^<]*)/),
    subject: inside(/<h1>([^<]*)/),
    text: inside(/<pre>([\s\S]*?)<\/pre>/),
  };
}
