import type { FactorOptions, FreshOptions } from './demand.ts';
import { codedError } from './errors.ts';
import type { GuardAnswers, LoginEvents, LoginSettings } from './settings.ts';

type Shape = 'text' | 'number' | 'switch' | 'function' | 'list' | 'object' | 'other' | readonly string[];

type SettingName =
  LoginSettings<unknown, unknown> extends infer One ? (One extends unknown ? keyof One : never) : never;

const categories = ['danger', 'success', 'warning', 'info'];

/** `other`: looked at where it is used, with a code of its own. */
const shapes: Readonly<Record<SettingName, Shape>> = {
  store: 'other',
  loadUser: 'function',
  sessionStamp: 'function',
  secrets: 'list',
  userId: 'function',
  isActive: 'function',
  loadUserFromRequest: 'function',
  anonymous: 'function',
  baseUrl: 'text',
  trustedOrigins: 'list',
  redirectOrigin: 'text',
  loginPage: 'text',
  loginPages: 'object',
  confirmPage: 'text',
  keepNext: ['query', 'cookie'],
  loginMessage: 'text',
  loginMessageCategory: categories,
  confirmMessage: 'text',
  confirmMessageCategory: categories,
  factorPage: 'function',
  factorMessage: 'text',
  factorMessageCategory: categories,
  countFactors: 'function',
  translate: 'function',
  answers: 'object',
  protection: ['basic', 'strong', 'off'],
  freshForMinutes: 'number',
  freshGraceMinutes: 'number',
  idleHours: 'number',
  sessionDays: 'number',
  rememberDuration: 'other',
  rememberMaxDays: 'number',
  rememberRefresh: 'switch',
  graceFor: 'function',
  cookies: 'object',
  events: 'object',
  clock: 'function',
  random: 'function',
  clientAddress: 'function',
};

type EventName = keyof LoginEvents<unknown>;

const events = [
  ...(['loggedIn', 'loggedOut', 'confirmed', 'restored', 'loadedFromRequest', 'replayed'] as const),
  ...(['unauthorized', 'needsConfirm', 'needsFactors', 'protected', 'accessed', 'failed'] as const),
] satisfies EventName[];

const handlers: Readonly<Record<string, readonly string[]>> = {
  events,
  answers: ['unauthorized', 'needsConfirm', 'needsFactors'] satisfies (keyof GuardAnswers<unknown>)[],
};

/** @throws `setting-unknown` for a name there is no setting of, `setting-invalid` for a value that cannot be one */
export function refuseMisfits(settings: unknown): void {
  if (typeof settings !== 'object' || settings === null) throw invalid('settings', 'an object');
  for (const [name, value] of Object.entries(settings)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name as SettingName] : undefined; // just looked up
    if (shape === undefined) throw unknown(name);
    if (value === undefined) continue;
    if (!fits(value, shape))
      throw invalid(name, typeof shape === 'string' ? `a ${shape}` : `one of ${shape.join(', ')}`);
    if (Object.hasOwn(handlers, name)) refuseMisfitHandlers(value, name);
  }
  for (const name of ['secrets', 'userId'] as const) {
    if (Reflect.get(settings, name) === undefined) throw invalid(name, 'given');
  }
}

/** @throws `setting-unknown` */
export function refuseUnknown(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) if (!known.includes(name)) throw unknown(name);
}

/** A limit that is misspelt, or no number, would be weaker than asked for. @throws `setting-unknown`, `setting-invalid` */
export function checkFreshOptions({ withinMinutes = 0, next: _, ...others }: FreshOptions): void {
  refuseUnknown(others, []);
  if (!(typeof withinMinutes === 'number' && withinMinutes >= 0))
    throw invalid('withinMinutes', 'a number of minutes');
}

/** The same for factors. */
export function checkFactorOptions<User>({ factors, ...others }: FactorOptions<User>): void {
  checkFreshOptions(others);
  if (typeof factors !== 'function' && !isCount(factors, 1))
    throw invalid('factors', 'a number of 1 or more, or a function');
}

export function isCount(count: unknown, least: number): count is number {
  return Number.isInteger(count) && (count as number) >= least; // just looked at
}

/** A handler whose name is misspelt would never be called, and nobody would know. */
function refuseMisfitHandlers(given: object, setting: string): void {
  for (const [name, handler] of Object.entries(given)) {
    if (handlers[setting]?.includes(name) !== true) throw unknown(`${setting}.${name}`);
    if (handler !== undefined && typeof handler !== 'function')
      throw invalid(`${setting}.${name}`, 'a function');
  }
}

function fits(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'object') return shape.some((one) => one === value);
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'switch') return typeof value === 'boolean';
  if (shape === 'object') return typeof value === 'object' && value !== null;
  if (shape === 'list') return Array.isArray(value);
  return shape === 'other' || typeof value === shape;
}

function unknown(name: string): Error {
  return codedError('setting-unknown', `There is no setting \`${name}\`.`);
}

function invalid(name: string, wanted: string): Error {
  return codedError('setting-invalid', `The setting \`${name}\` must be ${wanted}.`);
}
