import type { MailData } from '@latchkey/accounts';
import { codedError } from '../coded-error.ts';
import { deviceIn } from '../device.ts';
import type { PagePath } from '../links.ts';
import type { Messages } from '../messages/messages.ts';
import type { Fact, LetterFacts } from './letter.ts';
import { withToken } from './mailed-link.ts';
import { tameAddress, tameEmail, tameName } from './tame.ts';

/** What a template is made of. Nothing that somebody typed goes into a mail on another way. */
export interface About {
  readonly text: Messages;
  readonly siteName: string;
  /** The address of a page, in full. */
  to(path: PagePath): string;
  /** The same, with what opens it. */
  toWithToken(path: PagePath): string;
  /** The end of the link, or the day of the deletion. */
  until(): string;
  factor(): NonNullable<MailData['factor']>;
  /** How many recovery codes are left. */
  codesLeft(): number;
  /** When, and from where. */
  scene(): LetterFacts;
  /** The same, and whose account. Never to an address that nobody has proven: a stranger may have chosen that name. */
  sceneOfAccount(): LetterFacts;
}

export interface Surroundings {
  readonly text: Messages;
  readonly siteName: string;
  readonly pageAt: (path: PagePath) => URL;
  /** A moment in words, with its time zone. */
  readonly moment: (atMs: number) => string;
}

export function aboutMail(data: MailData, { text, siteName, pageAt, moment }: Surroundings): About {
  const scene = sceneOf(data, text, moment);
  const name = tameName(data.name);
  const account: Fact[] =
    name === undefined ? [] : [[text['mail.fact.account'], text['mail.quoted']({ name })]];
  return {
    text,
    siteName,
    to: (path) => pageAt(path).href,
    toWithToken: (path) => withToken(pageAt(path), needed(data, 'token')),
    until: () => moment(needed(data, 'untilMs')),
    factor: () => needed(data, 'factor'),
    codesLeft: () => needed(data, 'codesLeft'),
    scene: () => ({ facts: scene }),
    sceneOfAccount: () => ({ facts: [...account, ...scene] }),
  };
}

function sceneOf(data: MailData, text: Messages, moment: (atMs: number) => string): Fact[] {
  const { email, atMs, address, agent } = data;
  const facts: Fact[] = [];
  if (email !== undefined) facts.push([text['mail.fact.new-address'], tameEmail(email)]);
  facts.push([text['mail.fact.time'], moment(atMs)]);
  // Neither is known where nobody's browser did it: the operator, or the clock.
  if (address !== undefined) facts.push([text['mail.fact.from'], tameAddress(address)]);
  if (address !== undefined || agent !== undefined) {
    facts.push([text['mail.fact.browser'], deviceIn(text, agent)]);
  }
  return facts;
}

type Needed = 'token' | 'untilMs' | 'factor' | 'codesLeft';

function needed<Key extends Needed>(data: MailData, key: Key): NonNullable<MailData[Key]> {
  const value = data[key];
  if (value === undefined) {
    throw codedError('mail-data-missing', `A mail \`${data.template}\` needs \`${key}\`.`);
  }
  return value;
}
