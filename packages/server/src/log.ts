import { type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

export interface LogSettings {
  readonly mode: 'production' | 'development';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** JSON lines on standard output in production, short readable lines in development. */
export function createLog(settings: LogSettings): Log {
  const options = { level: settings.logLevel, base: null, serializers: { error: plainError } };
  if (settings.mode === 'production') {
    return pino({ ...options, timestamp: pino.stdTimeFunctions.isoTime });
  }
  return pino(options, { write: (line: string) => process.stdout.write(readableLine(line)) });
}

/**
 * What of an error may be logged: its name, code, message and stack, and those of its causes. Drivers and validators hang
 * the values they were given on their errors, and those are passwords sometimes.
 */
export function plainError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: `thrown: ${typeof error}` };
  return {
    name: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined || depth === 3 ? {} : { cause: plainError(error.cause, depth + 1) }),
  };
}

/** `12:30:01 warn message key=value`, then the stack. Control characters are escaped: a terminal obeys them. */
export function readableLine(line: string): string {
  const entry: Readonly<Record<string, unknown>> = JSON.parse(line);
  const { level, time, msg, error, ...rest } = entry;
  const clock = new Date(Number(time)).toISOString().slice(11, 19);
  const values = Object.entries(rest).map(([key, value]) => ` ${key}=${inOneWord(value)}`);
  const stack = isLoggedError(error) ? `\n${stackOf(error)}` : '';
  return `${clock} ${levelWord(Number(level))}${printable(String(msg ?? ''))}${values.join('')}${stack}\n`;
}

function levelWord(level: number): string {
  if (level >= 60) return 'fatal ';
  if (level >= 50) return 'error ';
  return level >= 40 ? 'warn ' : '';
}

function inOneWord(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return printable(/^[\x21-\x7e]+$/.test(text) ? text : JSON.stringify(text));
}

interface LoggedError {
  readonly stack?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

function isLoggedError(error: unknown): error is LoggedError {
  return typeof error === 'object' && error !== null;
}

function stackOf({ stack, message, cause }: LoggedError): string {
  const own = printable(String(stack ?? message));
  return isLoggedError(cause) ? `${own}\ncaused by ${stackOf(cause)}` : own;
}

/** Text with nothing in it that a terminal would obey; line ends stay. */
export function printable(text: string): string {
  return text.replace(
    /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
