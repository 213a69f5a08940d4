import { parseArgs } from 'node:util';
import { type ShippedLanguage, shippedLanguages } from '@latchkey/web/languages';
import { codeOf } from '../error-code.ts';
import { helpTexts } from './help.ts';

/** What one command line asks for. */
export type Command =
  | { readonly name: 'serve' }
  | { readonly name: 'secret' }
  | { readonly name: 'version' }
  | { readonly name: 'help'; readonly text: string }
  | { readonly name: 'users list'; readonly json: boolean }
  | { readonly name: 'users add'; readonly username: string; readonly email: string }
  | { readonly name: OnOneUser; readonly identifier: string }
  /** Without `yes` it only says whom. */
  | { readonly name: 'users delete'; readonly identifier: string; readonly yes: boolean }
  | { readonly name: 'mail list'; readonly json: boolean }
  /** Without an id: all that wait. */
  | { readonly name: 'mail retry'; readonly id: number | undefined }
  | MailPreview
  | { readonly name: 'gc' };

export type OnOneUser =
  | 'users disable'
  | 'users enable'
  | 'users unlock'
  | 'users end-sessions'
  | 'users reset-link'
  | 'users remove-factors';

export interface MailPreview {
  readonly name: 'mail preview';
  /** `undefined`: which ones there are. */
  readonly template: string | undefined;
  readonly language: ShippedLanguage | undefined;
  readonly html: boolean;
}

export type Understood =
  | { readonly ok: true; readonly command: Command }
  /** A sentence, and the help text that fits. */
  | { readonly ok: false; readonly problem: string; readonly help: string };

/** @param words what follows `latchkey` on the command line */
export function parseCommandLine(words: readonly string[]): Understood {
  if (words.some(looksLikePassword)) return refuse(passwordSentence, 'users add');
  const read = readOptions(words);
  if (!read.ok) return refuse(read.problem, topicOf(words));
  const [first, second, ...rest] = read.positionals;
  if (read.options.version) return done({ name: 'version' });
  if (read.options.help) return helpFor(topicOf(read.positionals));
  if (first === undefined) return refuse('No command was given.', '');
  if (first === 'help') return helpFor([second, ...rest].filter((word) => word !== undefined).join(' '));
  if (first === 'users') return usersCommand(second, rest, read.options);
  if (first === 'mail') return mailCommand(second, rest, read.options);
  if (first !== 'serve' && first !== 'secret' && first !== 'gc') {
    return refuse(`"${first}" is no command.`, '');
  }
  const extra = second !== undefined || Object.keys(read.options).length > 0;
  return extra ? refuse(`"${first}" takes nothing after it.`, first) : done({ name: first });
}

const passwordSentence =
  'A password is never given as an argument: other people on this machine can read those. ' +
  'Leave it out; whom the account is for chooses it, by the link that "users add" prints.';

function looksLikePassword(word: string): boolean {
  return /^--?(?:pass|pwd|pw)\w*(?:=|$)/i.test(word) || /^-p(?:=|$)/.test(word);
}

interface Options {
  readonly email?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly language?: string;
  readonly html?: boolean;
  readonly help?: boolean;
  readonly version?: boolean;
}

type Read =
  | { readonly ok: true; readonly options: Options; readonly positionals: readonly string[] }
  | { readonly ok: false; readonly problem: string };

function readOptions(words: readonly string[]): Read {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        yes: { type: 'boolean' },
        json: { type: 'boolean' },
        language: { type: 'string' },
        html: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
    return { ok: true, options: { ...values }, positionals };
  } catch (error) {
    if (!(error instanceof Error && codeOf(error)?.startsWith('ERR_PARSE_ARGS_'))) throw error;
    return { ok: false, problem: `${error.message.split(/\.?\s*\n|\. /, 1)[0]}.` };
  }
}

function usersCommand(verb: string | undefined, names: readonly string[], options: Options): Understood {
  const known = commandOf('users', verb, options);
  if (!known.ok) return known.refusal;
  const { topic } = known;
  if (verb === 'list') {
    return names.length > 0
      ? refuse('"users list" takes no name.', topic)
      : done({ name: 'users list', json: options.json === true });
  }
  const [name, ...more] = names;
  if (name === undefined) return refuse(`"${topic}" needs a name.`, topic);
  if (more.length > 0) return refuse(`"${topic}" takes one name; quote it if it holds spaces.`, topic);
  if (verb === 'delete') {
    return done({ name: 'users delete', identifier: name, yes: options.yes === true });
  }
  if (verb !== 'add') return done({ name: onOneUser(verb), identifier: name });
  if (options.email === undefined) return refuse('"users add" needs --email ADDRESS.', topic);
  return done({ name: 'users add', username: name, email: options.email });
}

const onOne: readonly OnOneUser[] = [
  'users disable',
  'users enable',
  'users unlock',
  'users reset-link',
  'users remove-factors',
];

function onOneUser(verb: string | undefined): OnOneUser {
  return onOne.find((name) => name === `users ${verb}`) ?? 'users end-sessions';
}

function mailCommand(verb: string | undefined, words: readonly string[], options: Options): Understood {
  const known = commandOf('mail', verb, options);
  if (!known.ok) return known.refusal;
  const { topic } = known;
  const [word, ...more] = words;
  if (more.length > 0) return refuse(`"${topic}" takes one word after it.`, topic);
  if (verb === 'preview') return previewCommand(word, options);
  if (verb === 'retry') {
    if (word !== undefined && !/^[1-9]\d{0,14}$/.test(word)) {
      return refuse(`"mail retry" takes the number of a mail; "latchkey mail list" shows them.`, topic);
    }
    return done({ name: 'mail retry', id: word === undefined ? undefined : Number(word) });
  }
  if (word !== undefined) return refuse('"mail list" takes nothing after it.', topic);
  return done({ name: 'mail list', json: options.json === true });
}

function previewCommand(template: string | undefined, options: Options): Understood {
  const { html = false } = options;
  const language = shippedLanguages.find((shipped) => shipped === options.language);
  if (language !== options.language) {
    return refuse(`--language must be ${shippedLanguages.join(' or ')}.`, 'mail preview');
  }
  if (template === undefined && (language !== undefined || html)) {
    return refuse('"mail preview" needs the name of a mail.', 'mail preview');
  }
  return done({ name: 'mail preview', template, language, html });
}

type KnownCommand =
  | { readonly ok: true; readonly topic: string }
  | { readonly ok: false; readonly refusal: Understood };

/** What each command of two words may be given besides its words; `help` explains every one of them. */
const optionsOf: Readonly<Record<string, readonly (keyof Options)[]>> = {
  'users add': ['email'],
  'users delete': ['yes'],
  'users list': ['json'],
  'mail list': ['json'],
  'mail preview': ['language', 'html'],
};

function commandOf(group: 'users' | 'mail', verb: string | undefined, options: Options): KnownCommand {
  const topic = `${group} ${verb}`;
  if (verb === undefined) {
    return { ok: false, refusal: refuse(`"${group}" needs to know what to do.`, group) };
  }
  if (!Object.hasOwn(helpTexts, topic)) {
    return { ok: false, refusal: refuse(`"${topic}" is no command.`, group) };
  }
  const allowed: readonly string[] = optionsOf[topic] ?? [];
  const others = Object.keys(options).filter((name) => !allowed.includes(name));
  if (others.length === 0) return { ok: true, topic };
  const named = others.map((name) => `--${name}`).join(' or ');
  return { ok: false, refusal: refuse(`"${topic}" does not take ${named}.`, topic) };
}

/** The longest beginning of the words that has a help text of its own. */
function topicOf(words: readonly string[]): string {
  const two = words.slice(0, 2).join(' ');
  if (Object.hasOwn(helpTexts, two)) return two;
  return Object.hasOwn(helpTexts, words[0] ?? '') ? (words[0] ?? '') : '';
}

function helpFor(topic: string): Understood {
  const text = Object.hasOwn(helpTexts, topic) ? helpTexts[topic] : undefined;
  return text === undefined ? refuse(`There is no command "${topic}".`, '') : done({ name: 'help', text });
}

function done(command: Command): Understood {
  return { ok: true, command };
}

function refuse(problem: string, topic: string): Understood {
  return { ok: false, problem, help: `latchkey help${topic === '' ? '' : ` ${topic}`}` };
}
