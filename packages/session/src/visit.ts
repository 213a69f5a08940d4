import { beginSession, orWithdrawn } from './begin.ts';
import type { Cookies } from './cookies.ts';
import { type FactorOptions, type FreshOptions, freshIn, type RefuseOptions } from './demand.ts';
import { type Duration, durationMs } from './duration.ts';
import { rememberWithoutStore } from './errors.ts';
import {
  addFlash,
  type Flash,
  type FlashCategory,
  flashMaxAgeSeconds,
  openFlashes,
  sealFlashes,
} from './flash.ts';
import { loginUrl, type Missing, refusal } from './guard.ts';
import { type AnswerHeaders, Jar } from './jar.ts';
import { keptNextSeconds, openNext, sealNext } from './kept-next.ts';
import { refuseWrongUser } from './loaders.ts';
import { safeNext } from './next.ts';
import { nowhere } from './protection.ts';
import { recognise } from './recognise.ts';
import { belongs, newSeries, presentedRemember } from './remember.ts';
import { anonymousIn, looksDifferent, presentedTicket, type Scene } from './scene.ts';
import { checkFactorOptions, checkFreshOptions, refuseUnknown } from './setting-shapes.ts';
import type { Setup } from './setup.ts';
import type { MaybePromise } from './store.ts';
import type { VisitRequest } from './visit-request.ts';
import type { FreshVisitor, LoggedInVisitor, Proof, Visitor } from './visitor.ts';

export interface LogInOptions {
  /** Also hand out a remember token: the log-in outlives the browser, as known. Default false. */
  readonly remember?: boolean;
  /** How long that token lives without being used. Default the setting `rememberDuration`. */
  readonly duration?: Duration;
  /** Whether the log-in counts as a proof, now. Default true. */
  readonly fresh?: boolean;
  /**
   * Also an inactive user, for as long as this session lasts; a remember token does not restore one, and a store that
   * knows its users may refuse all the same. Default false.
   */
  readonly force?: boolean;
  /** What was proven just now. Default one proof of the factor `login`. An empty list makes a log-in that is not fresh. */
  readonly proofs?: readonly Proof[];
}

export interface ConfirmOptions<User> {
  /** The account as it is now, where this request has changed it. Default as it was when the request came. */
  readonly user?: User;
}

export type LogInOutcome<User> =
  | { readonly ok: true; readonly visitor: LoggedInVisitor<User> }
  /** `changed`: the account changed between the proof and now; ask for the proof again. */
  | { readonly ok: false; readonly reason: 'inactive' | 'changed' };

/**
 * One request, and what its answer must carry. A class, because one is made for every request and its methods should not be.
 * Lazy: a page that never asks who the visitor is loads nothing and sets nothing.
 */
export class Visit<User, Guest = undefined> {
  readonly request: VisitRequest;
  readonly #scene: Scene<User, Guest>;
  #flashes: readonly Flash[] | undefined;
  #hasTakenNext = false;

  constructor(setup: Setup<User, Guest>, request: VisitRequest, context?: unknown) {
    this.request = request;
    const jar = new Jar(setup.cookies, request);
    this.#scene = {
      setup,
      request,
      context,
      jar,
      visit: this,
      visitor: undefined,
      asked: undefined,
      isDecided: false,
      issued: undefined,
      looks: undefined,
    };
  }

  /** Whether this visit was opened by the login with that setup: an application may have two. */
  belongsTo(setup: Setup<User, Guest>): boolean {
    return this.#scene.setup === setup;
  }

  /** The client's address, where the settings have a `clientAddress`. */
  get address(): string | undefined {
    const { setup, context } = this.#scene;
    return context === nowhere ? undefined : setup.clientAddress?.(this.request, context);
  }

  /** Names and attributes of every cookie of ours, to make the text for `setCookie`. */
  get cookies(): Cookies {
    return this.#scene.setup.cookies;
  }

  /** Our own origin as this visitor sees it. */
  get origin(): string {
    return this.#scene.setup.origin ?? new URL(this.request.url).origin;
  }

  /** Who sent this request. Looked up once; without a promise where the store needs none. */
  visitor(): MaybePromise<Visitor<User, Guest>> {
    const scene = this.#scene;
    if (scene.visitor !== undefined) return scene.visitor;
    try {
      scene.asked ??= recognise(scene);
    } catch (error) {
      scene.asked = Promise.reject(error);
      scene.asked.catch(() => undefined); // for whoever asks again
      throw error;
    }
    return scene.asked;
  }

  /**
   * Logs the user in. Always a new session id, and the session that the browser came with ends: a planted id never
   * becomes a logged-in one (session fixation; ASVS 7.2.4).
   * @throws `duration-invalid`, `remember-without-store`, `store-missing`, `answer-sent`, `user-id-invalid`, `store-unavailable`
   */
  async logIn(user: User, options: LogInOptions = {}): Promise<LogInOutcome<User>> {
    refuseUnknown(options, logInOptions);
    const { remember = false, duration, fresh = true, force = false } = options;
    const { setup } = this.#scene;
    const lifetimeMs = duration === undefined ? undefined : durationMs(duration);
    if (remember && setup.keeper.series === undefined) throw rememberWithoutStore();
    const isActive = setup.isActive(user);
    if (!isActive && !force) return { ok: false, reason: 'inactive' };
    const past = await this.#past();
    const proofs = options.proofs ?? [{ factor: 'login', atMs: setup.clock() }];
    const visitor = await beginSession(this.#scene, user, {
      via: 'login',
      proofs: fresh ? proofs : [],
      forced: !isActive,
      issued: remember ? newSeries(setup.userId(user), setup, lifetimeMs) : undefined,
      replaces: past.presented,
    });
    if (visitor === undefined) return { ok: false, reason: 'changed' };
    await orWithdrawn(this.#scene, async () => {
      await this.#end({ ...past, presented: undefined }, visitor.session?.series);
      await setup.events.loggedIn?.(user, this);
    });
    return { ok: true, visitor };
  }

  /**
   * Notes what was proven just now, under a new session id; without a proof, only the id is new. `false`: nobody was logged in
   * when this request came, or the account or the remember series has ended meanwhile. A log-out of the same moment does not
   * undo the proof. What was proven before goes on, but not in a browser that looks different. The attack: whoever has copied
   * the cookie and knows the password would have the second factor of its owner besides.
   * @throws `setting-unknown`, `loaded-user-invalid` where `user` is somebody else, `user-id-invalid`, `answer-sent`, `store-unavailable`
   */
  async confirm(proof: Proof | undefined, options: ConfirmOptions<User> = {}): Promise<boolean> {
    refuseUnknown(options, ['user']);
    const scene = this.#scene;
    const visitor = await this.visitor();
    if (visitor.state === 'anonymous' || visitor.session === undefined) return false;
    const { user = visitor.user } = options;
    const { idHash, proofs, ...goesOn } = visitor.session;
    refuseWrongUser(scene.setup.userId(user), goesOn.userId);
    const kept = looksDifferent(scene, visitor.session) ? [] : proofs;
    const others = kept.filter(({ factor }) => factor !== proof?.factor);
    const plan = { ...goesOn, proofs: others.concat(proof ?? []), replaces: idHash };
    if ((await beginSession(scene, user, plan)) === undefined) return false;
    const { events } = scene.setup;
    if (proof !== undefined) await orWithdrawn(scene, () => events.confirmed?.(user, this));
    return true;
  }

  /** Ends the session, its remember series and both cookies. The records are gone before the answer is sent. */
  async logOut(): Promise<void> {
    const scene = this.#scene;
    const { events, keeper } = scene.setup;
    const asked = scene.visitor ?? scene.asked;
    const visitor = await (asked === undefined && events.loggedOut !== undefined ? this.visitor() : asked);
    const user = visitor === undefined || visitor.state === 'anonymous' ? undefined : visitor.user;
    await this.#end(await this.#past(), undefined);
    if (keeper.read !== undefined) scene.jar.clear('session');
    scene.visitor = anonymousIn(scene);
    scene.isDecided = true;
    await events.loggedOut?.(user, this);
  }

  /** A message for the next page that shows messages. At most five, the same one once. */
  flash(message: string, category: FlashCategory = 'info'): void {
    const { jar, setup } = this.#scene;
    this.#flashes = addFlash(this.#readFlashes(), { message, category });
    jar.set('flash', sealFlashes(this.#flashes, setup.keyring), flashMaxAgeSeconds);
  }

  /** Takes the messages: only a page that shows them may call this. */
  flashes(): readonly Flash[] {
    const flashes = this.#readFlashes();
    if (flashes.length > 0) this.#scene.jar.clear('flash');
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
   * The freshly proven visitor, or the answer that asks for a log-in or a confirmation. A POST gets the grace on top (5 min), so
   * that a page opened in time can still be sent.
   */
  async requireFreshLogin(options: FreshOptions = {}): Promise<FreshVisitor<User> | Response> {
    checkFreshOptions(options);
    return this.#proven('confirmation', options);
  }

  /**
   * The visitor who has proven as many factors as the page needs, within the same time as for a fresh login; or the answer that
   * asks for a log-in, or for what is missing.
   * @throws `setting-unknown`, `setting-invalid`, `factor-count-invalid`
   */
  async requireFactors(options: FactorOptions<User>): Promise<FreshVisitor<User> | Response> {
    checkFactorOptions(options);
    return this.#proven('factor', options);
  }

  /** What the guards answer: for where you decide by yourself who is let through. A factor is missed by who is logged in; anybody else misses the log-in. */
  async refuse(missing: Missing, options: RefuseOptions<User> = {}): Promise<Response> {
    const whole = { factors: 2, ...options };
    checkFactorOptions(whole);
    return refusal(this.#scene, missing, whole);
  }

  /**
   * The address of the log-in page, for a link; `/` where there is none. `next` is where to go on to, on this site or a trusted
   * one; where `keepNext` is `cookie`, call `keepNext` instead.
   */
  loginUrl({ next }: { readonly next?: string } = {}): string {
    return loginUrl(this.#scene, next);
  }

  /** A safe place to go on to, or `undefined`. */
  safeNext(raw: string | null | undefined): string | undefined {
    return safeNext(raw, { origin: this.origin, trustedOrigins: this.#scene.setup.trustedOrigins });
  }

  /** Where the guard that sent the visitor here wants it to go on to, by `?next=` or by cookie; the cookie is cleared. */
  takeNext(): string | undefined {
    const { setup, jar } = this.#scene;
    if (setup.keepNext === 'query') return this.safeNext(new URL(this.request.url).searchParams.get('next'));
    if (this.#hasTakenNext) return undefined;
    this.#hasTakenNext = true;
    const kept = jar.read('next', (sealed) => openNext(sealed, setup.keyring, setup.clock()));
    if (kept !== undefined) jar.clear('next');
    return this.safeNext(kept);
  }

  /** Keeps a place to go on to for `takeNext`, where `keepNext` is `cookie`. */
  keepNext(next: string): void {
    const { setup, jar } = this.#scene;
    jar.set('next', sealNext(next, setup.keyring, setup.clock()), keptNextSeconds);
  }

  /**
   * What `open` makes of a cookie of ours, by its kind. One that is damaged, or that `open` does not take, counts as
   * absent and is cleared.
   */
  readCookie<Opened>(kind: string, open: (value: string) => Opened | undefined): Opened | undefined {
    return this.#scene.jar.read(kind, open);
  }

  /** One more cookie for the answer; `cookies.set` and `cookies.clear` make the text. */
  setCookie(text: string): void {
    this.#scene.jar.add(text);
  }

  /**
   * Completes the answer: our cookies, and `no-store` whenever it depended on one. Call it on every answer, once; what needs a
   * cookie afterwards throws `answer-sent`.
   */
  close(response: Response): Response {
    return this.#scene.jar.close(response);
  }

  /** The same for adapters that have no `Response`: for the moment when the headers go out. */
  headers(): AnswerHeaders {
    return this.#scene.jar.send();
  }

  /**
   * What a log-in or log-out leaves behind: what the browser came with, and what this answer has begun before. Looked up
   * first, so that a store that is down fails before anything has changed.
   */
  async #past(): Promise<Past> {
    const scene = this.#scene;
    const { series: keeper } = scene.setup.keeper;
    const presented = keeper === undefined ? undefined : presentedRemember(scene.jar);
    const found = presented === undefined ? undefined : await keeper?.findSeries(presented.series);
    const own = presented !== undefined && found !== undefined && belongs(found, presented);
    const ticket = presentedTicket(scene)?.idHash;
    const current = sessionOf(scene.visitor)?.idHash;
    return {
      presented: ticket,
      begun: current === ticket ? undefined : current,
      series: [own ? presented.series : undefined, scene.issued],
      hadRemember: presented !== undefined,
    };
  }

  /** But for the series that goes on. */
  async #end({ presented, begun, series, hadRemember }: Past, goesOn: string | undefined): Promise<void> {
    const { jar, setup } = this.#scene;
    for (const idHash of [presented, begun]) {
      if (idHash !== undefined) await setup.keeper.end(idHash);
    }
    for (const one of new Set(series)) {
      if (one !== undefined && one !== goesOn) await setup.keeper.series?.end({ series: one });
    }
    if (goesOn === undefined && (hadRemember || this.#scene.issued !== undefined)) jar.clear('remember');
  }

  #readFlashes(): readonly Flash[] {
    const { jar, setup } = this.#scene;
    this.#flashes ??= jar.read('flash', (sealed) => openFlashes(sealed, setup.keyring)) ?? [];
    return this.#flashes;
  }

  async #proven(missing: Missing, options: RefuseOptions<User>): Promise<FreshVisitor<User> | Response> {
    const visitor = await this.requireLogin();
    if (visitor instanceof Response) return visitor;
    return freshIn(this.#scene, visitor, options) ?? refusal(this.#scene, missing, options);
  }

  #letThrough(visitor: Visitor<User, Guest>): MaybePromise<LoggedInVisitor<User> | Response> {
    return visitor.state === 'anonymous' ? refusal(this.#scene, 'login') : visitor;
  }
}

const logInOptions = ['remember', 'duration', 'fresh', 'force', 'proofs'];

/** Ids of sessions, and remember series. */
interface Past {
  readonly presented: string | undefined;
  readonly begun: string | undefined;
  readonly series: readonly (string | undefined)[];
  readonly hadRemember: boolean;
}

function sessionOf<User, Guest>(visitor: Visitor<User, Guest> | undefined) {
  return visitor === undefined || visitor.state === 'anonymous' ? undefined : visitor.session;
}
