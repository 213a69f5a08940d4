export { type ClientAddress, createClientAddress } from './client-address.ts';
export type { CookieReading, CookieSettings, Cookies } from './cookies.ts';
export type { CodedError } from './errors.ts';
export type { Flash, FlashCategory } from './flash.ts';
export { isSafe, wantsJson } from './guard.ts';
export { createKeyring, type Keyring } from './keyring.ts';
export { createLogin, type Login } from './login.ts';
export { createMemoryStore } from './memory-store.ts';
export { type NextOptions, safeNext } from './next.ts';
export type { LoginEvents, LoginSettings } from './settings.ts';
export type {
  EndOf,
  FoundSeries,
  FoundSession,
  MaybePromise,
  SeriesChange,
  SeriesRecord,
  SessionStore,
  StartOptions,
} from './store.ts';
export type { Random } from './tokens.ts';
export type { LogInOptions, LogInOutcome, Visit } from './visit.ts';
export type {
  AnonymousVisitor,
  FreshVisitor,
  KnownVisitor,
  LoggedInVisitor,
  Proof,
  SessionRecord,
  Visitor,
} from './visitor.ts';
