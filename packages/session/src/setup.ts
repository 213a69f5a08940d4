import { type Cookies, createCookies } from './cookies.ts';
import { differentFactors } from './demand.ts';
import { durationMs } from './duration.ts';
import { codedError, rememberWithoutStore, wrongAnswer } from './errors.ts';
import type { FlashCategory } from './flash.ts';
import type { Missing } from './guard.ts';
import { type Keeper, noKeeper, storeKeeper } from './keeper.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { checkedId, type Loaders, loadersOf } from './loaders.ts';
import { type LoginPage, loginPagesOf, originOf, pageOf } from './pages.ts';
import type { Protection } from './protection.ts';
import { sealedKeeper } from './sealed-cookie.ts';
import { refuseMisfits } from './setting-shapes.ts';
import type { CommonSettings, GuardAnswers, LoginEvents, LoginSettings } from './settings.ts';
import type { SessionStore } from './store.ts';
import { type Random, systemRandom } from './tokens.ts';
import type { Visit } from './visit.ts';
import type { Proof } from './visitor.ts';

/** The settings, checked and completed once, when the app is built. */
export interface Setup<User, Guest> extends Loaders<User> {
  readonly keeper: Keeper<User>;
  readonly keyring: Keyring;
  readonly cookies: Cookies;
  readonly events: LoginEvents<User, Guest>;
  readonly answers: GuardAnswers<User, Guest>;
  readonly clock: () => number;
  readonly random: Random;
  readonly userId: (user: User) => string;
  readonly isActive: (user: User) => boolean;
  readonly anonymous: CommonSettings<User, Guest>['anonymous'];
  readonly clientAddress: CommonSettings<User, Guest>['clientAddress'];
  readonly origin: string | undefined;
  readonly trustedOrigins: readonly string[];
  readonly redirectOrigin: string | undefined;
  readonly loginPage: string | undefined;
  /** The longest prefix first. */
  readonly loginPages: readonly LoginPage[];
  readonly confirmPage: string | undefined;
  readonly factorPage: CommonSettings<User, Guest>['factorPage'];
  readonly countFactors: (proofs: readonly Proof[]) => number;
  readonly keepNext: 'query' | 'cookie';
  readonly messages: Readonly<
    Record<Missing, { readonly message: string; readonly category: FlashCategory }>
  >;
  translate(message: string, visit: Visit<User, Guest>): string;
  readonly protection: Protection;
  readonly touchEveryMs: number;
  readonly freshMs: number;
  readonly freshGraceMs: number;
  readonly idleMs: number;
  readonly sessionMs: number;
  readonly rememberMs: number;
  readonly rememberMaxMs: number;
  readonly rememberRefresh: boolean;
  readonly graceFor: NonNullable<CommonSettings<User, Guest>['graceFor']>;
}

/**
 * @throws `setting-unknown`, `setting-invalid`, `base-url-invalid`, `trusted-origin-invalid`, `page-invalid`, `duration-invalid`,
 * `client-address-missing`, `load-user-missing`, `remember-without-store`, `session-stamp-missing`, and those of the
 * keyring and the cookies
 */
export function checkSettings<User, Guest>(settings: LoginSettings<User, Guest>): Setup<User, Guest> {
  refuseMisfits(settings);
  const { baseUrl, clock = Date.now, random = systemRandom, protection = 'basic' } = settings;
  const { events = {}, answers = {}, translate = (message: string) => message } = settings;
  if (protection === 'strong' && settings.clientAddress === undefined) {
    throw codedError('client-address-missing', '`protection: "strong"` needs the setting `clientAddress`.');
  }
  const keyring = createKeyring(settings.secrets, random);
  const origin = baseUrl === undefined ? undefined : originOf(baseUrl, 'base-url-invalid');
  const cookies = createCookies(origin, settings.cookies);
  const keeper = keeperOf(settings, { keyring, random, cookies });
  const durations = durationsOf(settings);
  return {
    ...loadersOf(settings),
    keeper,
    // Also where the idle limit is short, a session in use must not run out between two notes of it.
    touchEveryMs: Math.min(keeper.touchEveryMs, durations.idleMs / 4),
    keyring,
    cookies,
    events,
    answers,
    clock,
    random,
    userId: (user) => checkedId(settings.userId(user)),
    isActive: activity(settings.isActive),
    anonymous: settings.anonymous,
    clientAddress: settings.clientAddress?.bind(settings),
    origin,
    trustedOrigins: (settings.trustedOrigins ?? []).map((text) => exactOrigin(text)),
    redirectOrigin: settings.redirectOrigin === undefined ? undefined : exactOrigin(settings.redirectOrigin),
    loginPage: pageOf(settings.loginPage),
    loginPages: loginPagesOf(settings.loginPages ?? {}),
    confirmPage: pageOf(settings.confirmPage),
    graceFor: settings.graceFor ?? (() => true),
    factorPage: settings.factorPage,
    countFactors: settings.countFactors ?? differentFactors,
    keepNext: settings.keepNext ?? 'query',
    messages: messagesOf(settings),
    translate,
    protection,
    ...durations,
  };
}

interface Tools {
  readonly keyring: Keyring;
  readonly random: Random;
  readonly cookies: Cookies;
}

function keeperOf<User, Guest>(settings: LoginSettings<User, Guest>, tools: Tools): Keeper<User> {
  const { store, sessionStamp } = settings;
  if (store !== 'sealed-cookie' && sessionStamp !== undefined) {
    throw codedError(
      'setting-invalid',
      '`sessionStamp` is for the sealed cookie: a store ends sessions itself.',
    );
  }
  if (store === undefined) return noKeeper();
  if (store !== 'sealed-cookie') return storeKeeper(checkedStore(store), tools.random);
  const { rememberDuration, rememberMaxDays, rememberRefresh } = settings;
  if ([rememberDuration, rememberMaxDays, rememberRefresh].some((one) => one !== undefined)) {
    throw rememberWithoutStore();
  }
  if (sessionStamp === undefined) {
    throw codedError('session-stamp-missing', 'A sealed cookie needs `sessionStamp`: nothing else ends it.');
  }
  const { keyring, random, cookies } = tools;
  return sealedKeeper({ keyring, random, sessionStamp, cookieName: cookies.name('session') });
}

const methods = ['find', 'findSeries', 'start', 'touch', 'end'];

function checkedStore<User>(store: SessionStore<User>): SessionStore<User> {
  const isStore = typeof store === 'object' && store !== null;
  if (isStore && methods.every((method) => typeof Reflect.get(store, method) === 'function')) return store;
  throw codedError(
    'setting-invalid',
    `A store has the methods ${methods.join(', ')}; or it is 'sealed-cookie'.`,
  );
}

function activity<User>(isActive: ((user: User) => unknown) | undefined): (user: User) => boolean {
  if (isActive === undefined) return () => true;
  return (user) => {
    const active = isActive(user);
    if (typeof active === 'boolean') return active;
    throw wrongAnswer('is-active-invalid', '`isActive` must return true or false, at once.', active);
  };
}

function exactOrigin(text: string): string {
  if (typeof text === 'string' && originOf(text, 'trusted-origin-invalid') === text) return text;
  throw codedError('trusted-origin-invalid', `\`${text}\` is not an origin like https://example.org.`);
}

function messagesOf<User, Guest>(settings: CommonSettings<User, Guest>): Setup<User, Guest>['messages'] {
  const { loginMessage = 'Please log in to access this page.' } = settings;
  const { confirmMessage = 'Please confirm that it is you.' } = settings;
  const { loginMessageCategory = 'warning', confirmMessageCategory = 'warning' } = settings;
  const { factorMessage = confirmMessage, factorMessageCategory = confirmMessageCategory } = settings;
  return {
    login: { message: loginMessage, category: loginMessageCategory },
    confirmation: { message: confirmMessage, category: confirmMessageCategory },
    factor: { message: factorMessage, category: factorMessageCategory },
  };
}

function durationsOf<User, Guest>(settings: CommonSettings<User, Guest>) {
  const { freshForMinutes = 15, freshGraceMinutes = 5, idleHours = 24, sessionDays = 30 } = settings;
  const { rememberDuration, rememberMaxDays = 365, rememberRefresh = false } = settings;
  return {
    freshMs: freshForMinutes === 0 ? 0 : durationMs({ minutes: freshForMinutes }),
    freshGraceMs: freshGraceMinutes === 0 ? 0 : durationMs({ minutes: freshGraceMinutes }),
    idleMs: durationMs({ hours: idleHours }),
    sessionMs: durationMs({ days: sessionDays }),
    rememberMs: durationMs(rememberDuration === undefined ? { days: 30 } : rememberDuration),
    rememberMaxMs: durationMs({ days: rememberMaxDays }),
    rememberRefresh,
  };
}
