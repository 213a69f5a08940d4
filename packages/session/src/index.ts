export type {
  CookieAttributes,
  CookieReading,
  CookieSettings,
  Cookies,
  OneCookieSettings,
} from './cookies.ts';
export type { FactorOptions, FreshOptions, MissingFactors, RefuseOptions } from './demand.ts';
export type { Duration, DurationParts } from './duration.ts';
export { type CodedError, isUnavailable, type UnavailableError } from './errors.ts';
export type { Flash, FlashCategory } from './flash.ts';
export { type Missing, wantsJson } from './guard.ts';
export type { AnswerHeaders } from './jar.ts';
export { createKeyring, type Keyring } from './keyring.ts';
export { type Answer, createLogin, type Login } from './login.ts';
export { createMemoryStore } from './memory-store.ts';
export { type NextOptions, safeNext } from './next.ts';
export type { Protection } from './protection.ts';
export type {
  CommonSettings,
  GuardAnswers,
  Loaded,
  LoginEvents,
  LoginSettings,
  RequestsAlone,
  SealedCookie,
  StoreAndLoader,
  StoreWithUsers,
  WayToUsers,
} from './settings.ts';
export type {
  EndOf,
  FoundSeries,
  FoundSession,
  MaybePromise,
  SeriesChange,
  SeriesRecord,
  SessionStore,
  StartOptions,
  UserStore,
} from './store.ts';
export type { Random } from './tokens.ts';
export type { ConfirmOptions, LogInOptions, LogInOutcome, Visit } from './visit.ts';
export { isSafe, type VisitRequest } from './visit-request.ts';
export type {
  AnonymousVisitor,
  FreshVisitor,
  KnownVisitor,
  LoggedInVisitor,
  Proof,
  SessionRecord,
  Visitor,
} from './visitor.ts';
