import {
  addFlash,
  type Flash,
  type FlashCategory,
  flashMaxAgeSeconds,
  openFlashes,
  sealFlashes,
} from './flash.ts';
import { guardAnswer, isSafe, type Missing } from './guard.ts';
import { Jar } from './jar.ts';
import { safeNext } from './next.ts';
import {
  belongs,
  type Issued,
  isExpired,
  judge,
  newSeries,
  type Presented,
  readRememberCookie,
  rotate,
} from './remember.ts';
import type { Setup } from './settings.ts';
import type { FoundSession, MaybePromise } from './store.ts';
import { hashToken, isToken, newToken } from './tokens.ts';
import type { FreshVisitor, LoggedInVisitor, Proof, SessionRecord, Visitor } from './visitor.ts';

export interface LogInOptions {
  /** Also hand out a remember token: the log-in outlives the browser, as known. Default false. */
  readonly remember?: boolean;
  /** What was proven just now. Default one proof of the factor `login`. An empty list makes a log-in that is not fresh. */
  readonly proofs?: readonly Proof[];
}

export type LogInOutcome<User> =
  | { readonly ok: true; readonly visitor: LoggedInVisitor<User> }
  /** `changed`: the account changed between the proof and now; ask for the proof again. */
  | { readonly ok: false; readonly reason: 'inactive' | 'changed' };

const anonymous = { state: 'anonymous' } as const;
const touchEveryMs = 60_000;

/**
 * One request, and what its answer must carry. A class, because one is made for every request and its methods should not be.
 * Lazy: a page that never asks who the visitor is loads nothing and sets nothing.
 */
export class Visit<User> {
  readonly request: Request;
  readonly #setup: Setup<User>;
  readonly #context: unknown;
  readonly #jar: Jar;
  #visitor: MaybePromise<Visitor<User>> | undefined;
  #flashes: readonly Flash[] | undefined;

  constructor(setup: Setup<User>, request: Request, context?: unknown) {
    this.#setup = setup;
    this.request = request;
    this.#context = context;
    this.#jar = new Jar(setup.cookies, request);
  }

  /** Whether this visit was opened by the login with that setup: an application may have two. */
  belongsTo(setup: Setup<User>): boolean {
    return this.#setup === setup;
  }

  /** The client's address, where the settings have a `clientAddress`. */
  get address(): string | undefined {
    return this.#setup.clientAddress?.(this.request, this.#context);
  }

  /** Our own origin as this visitor sees it. */
  get origin(): string {
    return this.#setup.origin ?? new URL(this.request.url).origin;
  }

  /** A safe place to go on to, or `undefined`. */
  safeNext(raw: string | null | undefined): string | undefined {
    return safeNext(raw, { origin: this.origin, trustedOrigins: this.#setup.trustedOrigins });
  }

  /** Who sent this request. Looked up once; without a promise where the store needs none. */
  visitor(): MaybePromise<Visitor<User>> {
    this.#visitor ??= this.#load();
    return this.#visitor;
  }

  /**
   * Logs the user in. Always a new session id, and the session that the browser came with ends: a planted id never
   * becomes a logged-in one (session fixation; ASVS 7.2.4).
   */
  async logIn(user: User, { remember = false, proofs }: LogInOptions = {}): Promise<LogInOutcome<User>> {
    const setup = this.#setup;
    if (!setup.isActive(user)) return { ok: false, reason: 'inactive' };
    const issued = remember ? newSeries(setup.userId(user), setup) : undefined;
    const proven = proofs ?? [{ factor: 'login', atMs: setup.clock() }];
    const visitor = await this.#begin(user, {
      via: 'login',
      proofs: proven,
      issued,
      replaces: this.#presentedIdHash(),
    });
    if (visitor === undefined) return { ok: false, reason: 'changed' };
    await this.#forgetPresented(visitor.session?.series);
    await setup.events.loggedIn?.(user, this);
    return { ok: true, visitor };
  }

  /**
   * Makes the log-in fresh again, under a new session id. `false`: nobody was logged in when this request came, or the
   * account or the remember series has ended meanwhile. A log-out of the same moment does not undo the proof.
   */
  async confirm(proof: Proof): Promise<boolean> {
    const visitor = await this.visitor();
    if (visitor.state === 'anonymous' || visitor.session === undefined) return false;
    const { idHash, via, series, proofs, createdAtMs } = visitor.session;
    const others = proofs.filter((other) => other.factor !== proof.factor);
    const confirmed = await this.#begin(visitor.user, {
      via,
      proofs: [...others, proof],
      createdAtMs,
      series,
      replaces: idHash,
    });
    if (confirmed === undefined) return false;
    await this.#setup.events.confirmed?.(visitor.user, this);
    return true;
  }

  /** Ends the session, its remember series and both cookies. The records are gone before the answer is sent. */
  async logOut(): Promise<void> {
    const idHash = this.#presentedIdHash();
    if (idHash !== undefined) await this.#setup.store.end({ idHash });
    await this.#forgetPresented(undefined);
    this.#jar.clear('session');
    this.#visitor = anonymous;
    await this.#setup.events.loggedOut?.(this);
  }

  /** A message for the next page that shows messages. At most five, the same one once. */
  flash(message: string, category: FlashCategory = 'info'): void {
    this.#flashes = addFlash(this.#readFlashes(), { message, category });
    this.#jar.set('flash', sealFlashes(this.#flashes, this.#setup.keyring), flashMaxAgeSeconds);
  }

  /** Takes the messages: only a page that shows them may call this. */
  flashes(): readonly Flash[] {
    const flashes = this.#readFlashes();
    if (flashes.length > 0) this.#jar.clear('flash');
    this.#flashes = [];
    return flashes;
  }

  /** The logged-in visitor, or the answer that sends everyone else to the log-in page. OPTIONS is for the caller to let pass, unasked. */
  requireLogin(): MaybePromise<LoggedInVisitor<User> | Response> {
    const visitor = this.visitor();
    if (visitor instanceof Promise) return visitor.then((loaded) => this.#letThrough(loaded));
    return this.#letThrough(visitor);
  }

  /**
   * The freshly proven visitor, or the answer that asks for a log-in or a confirmation.
   * @param withinMinutes how old the proof may be; default the setting (15). A POST gets the grace on top (5), so that a
   * page opened in time can still be sent.
   */
  async requireFreshLogin({
    withinMinutes,
  }: {
    readonly withinMinutes?: number;
  } = {}): Promise<FreshVisitor<User> | Response> {
    const visitor = await this.requireLogin();
    if (visitor instanceof Response) return visitor;
    const { session } = visitor;
    const limitMs = withinMinutes === undefined ? this.#setup.freshMs : withinMinutes * 60_000;
    const graceMs = isSafe(this.request.method) ? 0 : this.#setup.freshGraceMs;
    if (session !== undefined && this.#provenAgoMs(session) <= limitMs + graceMs) {
      return { state: 'fresh', user: visitor.user, via: session.via, session };
    }
    return this.#refuse('confirmation');
  }

  /**
   * What `open` makes of a cookie of ours, by its kind. One that is damaged, or that `open` does not take, counts as
   * absent and is cleared.
   */
  readCookie<Opened>(kind: string, open: (value: string) => Opened | undefined): Opened | undefined {
    return this.#jar.read(kind, open);
  }

  /** One more cookie for the answer; `cookies.set` and `cookies.clear` make the text. */
  setCookie(text: string): void {
    this.#jar.add(text);
  }

  /** Completes the answer: our cookies, and `no-store` whenever it depended on one. Call it on every answer, once. */
  close(response: Response): Response {
    return this.#jar.close(response);
  }

  #load(): MaybePromise<Visitor<User>> {
    const idHash = this.#presentedIdHash();
    if (idHash === undefined) return this.#restore();
    const found = this.#setup.store.find(idHash);
    return found instanceof Promise
      ? found.then((session) => this.#recognise(session))
      : this.#recognise(found);
  }

  /**
   * A cookie whose session is gone is not cleared: an answer on its way for an old id, arriving after the one that
   * brought a new id, would log the visitor out.
   */
  #recognise(found: FoundSession<User> | undefined): MaybePromise<Visitor<User>> {
    if (found === undefined || this.#isOver(found.session)) return this.#restore();
    const { session, user } = found;
    if (user !== undefined) return this.#welcome(session, user);
    const loaded = this.#setup.loadUser(session.userId);
    return loaded instanceof Promise
      ? loaded.then((one) => this.#welcome(session, one))
      : this.#welcome(session, loaded);
  }

  #welcome(session: SessionRecord, user: User | undefined): MaybePromise<Visitor<User>> {
    if (user === undefined || !this.#setup.isActive(user)) return anonymous;
    const visitor = this.#visitorOf(session, user);
    const now = this.#setup.clock();
    if (now - session.lastSeenAtMs < touchEveryMs) return visitor;
    const touched = this.#setup.store.touch(session.idHash, now);
    return touched instanceof Promise ? touched.then(() => visitor) : visitor;
  }

  #visitorOf(session: SessionRecord, user: User): LoggedInVisitor<User> {
    const state = this.#provenAgoMs(session) <= this.#setup.freshMs ? 'fresh' : 'known';
    return { state, user, via: session.via, session };
  }

  #isOver({ createdAtMs, lastSeenAtMs }: SessionRecord): boolean {
    const now = this.#setup.clock();
    return now - lastSeenAtMs > this.#setup.idleMs || now - createdAtMs > this.#setup.sessionMs;
  }

  #provenAgoMs({ proofs }: SessionRecord): number {
    const now = this.#setup.clock();
    return proofs.reduce((least, { atMs }) => Math.min(least, now - atMs), Number.POSITIVE_INFINITY);
  }

  /** By remember token. Twice, because two tabs may present the same token at the same moment, and one of them loses. */
  #restore(): MaybePromise<Visitor<User>> {
    const presented = this.#presentedRemember();
    return presented === undefined ? anonymous : this.#restoreBy(presented, 2);
  }

  async #restoreBy(presented: Presented, tries: number): Promise<Visitor<User>> {
    const { store, clock } = this.#setup;
    const found = await store.findSeries(presented.series);
    if (found === undefined || isExpired(found.series, this.#setup)) return this.#notRemembered();
    const judgement = judge(found.series, presented, clock());
    if (judgement === 'replayed') return this.#endReplayed(found.series.userId, presented);
    const user = found.user ?? (await this.#setup.loadUser(found.series.userId));
    if (user === undefined || !this.#setup.isActive(user)) return this.#notRemembered();
    if (judgement === 'grace') return { state: 'known', user, via: 'remember', session: undefined };
    const issued = rotate(found.series, presented, this.#setup);
    const visitor = await this.#begin(user, { via: 'remember', proofs: [], issued });
    if (visitor === undefined) return tries > 1 ? this.#restoreBy(presented, tries - 1) : anonymous;
    await this.#setup.events.restored?.(user, this);
    return this.#visitor ?? visitor; // the event may have logged out again
  }

  /** A copy is about, and nobody can tell whose: everything that came of this series ends. */
  async #endReplayed(userId: string, { series }: Presented): Promise<Visitor<User>> {
    await this.#setup.store.end({ series });
    await this.#setup.events.replayed?.(userId, this);
    return this.#notRemembered();
  }

  #notRemembered(): Visitor<User> {
    this.#jar.clear('remember');
    return anonymous;
  }

  /** The one place where a session begins, always under a new id. */
  async #begin(user: User, plan: SessionPlan): Promise<LoggedInVisitor<User> | undefined> {
    const { store, clock, random, userId, rememberMs } = this.#setup;
    const token = newToken(random);
    const now = clock();
    const { via, proofs, issued, replaces } = plan;
    const series = issued?.series.next.series ?? plan.series;
    const times = { createdAtMs: plan.createdAtMs ?? now, lastSeenAtMs: now };
    const session = { idHash: hashToken(token), userId: userId(user), via, proofs, series, ...times };
    const started = await store.start(session, {
      user,
      ...(replaces === undefined ? {} : { replaces }),
      ...(issued === undefined ? {} : { series: issued.series }),
    });
    if (!started) return undefined;
    this.#jar.set('session', token);
    if (issued !== undefined) this.#jar.set('remember', issued.cookie, Math.floor(rememberMs / 1000));
    const visitor = this.#visitorOf(session, user);
    this.#visitor = visitor;
    return visitor;
  }

  /** Ends the series of the remember cookie that came with the request, unless it is the one that goes on. */
  async #forgetPresented(goesOn: string | undefined): Promise<void> {
    const presented = this.#presentedRemember();
    if (presented === undefined || presented.series === goesOn) return;
    const found = await this.#setup.store.findSeries(presented.series);
    if (found !== undefined && belongs(found, presented))
      await this.#setup.store.end({ series: presented.series });
    if (goesOn === undefined) this.#jar.clear('remember');
  }

  #presentedIdHash(): string | undefined {
    return this.#jar.read('session', (token) => (isToken(token) ? hashToken(token) : undefined));
  }

  #presentedRemember(): Presented | undefined {
    return this.#jar.read('remember', readRememberCookie);
  }

  #readFlashes(): readonly Flash[] {
    this.#flashes ??= this.#jar.read('flash', (sealed) => openFlashes(sealed, this.#setup.keyring)) ?? [];
    return this.#flashes;
  }

  #letThrough(visitor: Visitor<User>): MaybePromise<LoggedInVisitor<User> | Response> {
    return visitor.state === 'anonymous' ? this.#refuse('login') : visitor;
  }

  async #refuse(missing: Missing): Promise<Response> {
    const { events, loginMessage, confirmMessage } = this.#setup;
    await (missing === 'login' ? events.unauthorized : events.needsConfirm)?.(this);
    const answer = guardAnswer(this.#setup, { request: this.request, origin: this.origin, missing });
    if (answer.status === 303) this.flash(missing === 'login' ? loginMessage : confirmMessage, 'warning');
    return answer;
  }
}

interface SessionPlan {
  readonly via: SessionRecord['via'];
  readonly proofs: readonly Proof[];
  readonly issued?: Issued | undefined;
  /** The series that goes on, where none is issued. */
  readonly series?: string | undefined;
  readonly replaces?: string | undefined;
  /** Of the log-in that goes on, where it is one; default now. */
  readonly createdAtMs?: number;
}
