import { parseArgs } from 'node:util';
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
  | { readonly name: OnOneUser; readonly identifier: string };

export type OnOneUser = 'users disable' | 'users enable' | 'users unlock' | 'users end-sessions';

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
  if (first !== 'serve' && first !== 'secret') return refuse(`"${first}" is no command.`, '');
  const extra = second !== undefined || Object.keys(read.options).length > 0;
  return extra ? refuse(`"${first}" takes nothing after it.`, first) : done({ name: first });
}

const passwordSentence =
  'A password is never given as an argument: other people on this machine can read those. ' +
  'Leave it out; it is asked for, or read from standard input.';

function looksLikePassword(word: string): boolean {
  return /^--?(?:pass|pwd|pw)\w*(?:=|$)/i.test(word) || /^-p(?:=|$)/.test(word);
}

interface Options {
  readonly email?: string;
  readonly json?: boolean;
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
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
    return { ok: true, options: { ...values }, positionals };
  } catch (error) {
    if (!(error instanceof Error && codeOf(error)?.startsWith('ERR_PARSE_ARGS_'))) throw error;
    return { ok: false, problem: `${error.message.split(/[.\n]/, 1)[0]}.` };
  }
}

function usersCommand(verb: string | undefined, names: readonly string[], options: Options): Understood {
  const topic = `users ${verb}`;
  const { email, json, ...others } = options;
  if (verb === undefined) return refuse('"users" needs to know what to do.', 'users');
  if (!Object.hasOwn(helpTexts, topic)) return refuse(`"${topic}" is no command.`, 'users');
  if (
    Object.keys(others).length > 0 ||
    (email !== undefined && verb !== 'add') ||
    (json && verb !== 'list')
  ) {
    return refuse(`"${topic}" does not take this option.`, topic);
  }
  if (verb === 'list') {
    return names.length > 0
      ? refuse('"users list" takes no name.', topic)
      : done({ name: 'users list', json: json === true });
  }
  const [name, ...more] = names;
  if (name === undefined) return refuse(`"${topic}" needs a name.`, topic);
  if (more.length > 0) return refuse(`"${topic}" takes one name; quote it if it holds spaces.`, topic);
  if (verb !== 'add') return done({ name: onOneUser(verb), identifier: name });
  if (email === undefined) return refuse('"users add" needs --email ADDRESS.', topic);
  return done({ name: 'users add', username: name, email });
}

function onOneUser(verb: string): OnOneUser {
  if (verb === 'disable' || verb === 'enable' || verb === 'unlock') return `users ${verb}`;
  return 'users end-sessions';
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
