import { codedError } from '../coded-error.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { Part } from './part.ts';
import type { ShippedLanguage } from './shipped-languages.ts';
import type { FaultValues, Named } from './values.ts';

export type MessageId = keyof typeof english;

/** The catalogue of one language: a text for every id, functions where it needs values. */
export type Messages = Part<typeof english>;

/** Catalogues by language (BCP 47): `en`, `de`. */
export type Catalogues = ReadonlyMap<string, Messages>;

/** Texts of your own by language. What a language of your own leaves out is English. */
export type OwnMessages = Readonly<Record<string, Partial<Messages>>>;

const shipped: OwnMessages = { en: english, de: german } satisfies Record<ShippedLanguage, Messages>;

/**
 * English and German, with your own texts in place of some of theirs, and languages of your own beside them.
 * @throws `message-unknown` for an id that is not in the catalogue, `message-invalid` where a text and a function are mixed up
 */
export function createCatalogues(own: OwnMessages = {}): Catalogues {
  const languages = new Set([...Object.keys(shipped), ...Object.keys(own)]);
  return new Map(
    [...languages].map((language) => [
      language,
      { ...english, ...shipped[language], ...checked(own[language] ?? {}) },
    ]),
  );
}

function checked(own: Partial<Messages>): Partial<Messages> {
  for (const [id, message] of Object.entries(own)) {
    if (!isMessageId(id)) throw codedError('message-unknown', `There is no message \`${id}\`.`);
    if (typeof message !== typeof english[id]) {
      throw codedError('message-invalid', `The message \`${id}\` must be a ${typeof english[id]}.`);
    }
  }
  return own;
}

/** The text of a flash message. One that is no id of the catalogue is an application's own, and is shown as it is. */
export function flashText(messages: Messages, message: string, { name }: Partial<Named>): string | undefined {
  if (!isFlashId(message)) return message;
  const text = messages[message];
  if (typeof text === 'string') return text;
  return name === undefined ? undefined : text({ name });
}

export interface ShownFault {
  readonly field: string;
  readonly reason: string;
  readonly values?: FaultValues | undefined;
}

/** The sentence for what is wrong with a field. */
export function faultText(messages: Messages, { field, reason, values = {} }: ShownFault): string {
  const id = `fault.${field}.${reason}`;
  if (!isFaultId(id)) return messages['fault.unknown'];
  const text = messages[id];
  return typeof text === 'string' ? text : text(values);
}

/** Of a text that is shown once, on the next page. */
export type FlashId = Extract<MessageId, `flash.${string}`>;
type FaultId = Extract<MessageId, `fault.${string}.${string}`>;

function isMessageId(id: string): id is MessageId {
  return Object.hasOwn(english, id);
}

function isFlashId(id: string): id is FlashId {
  return id.startsWith('flash.') && isMessageId(id);
}

function isFaultId(id: string): id is FaultId {
  return /^fault\.[^.]+\.[^.]+$/.test(id) && isMessageId(id);
}
