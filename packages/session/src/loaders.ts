import { codedError, unavailable, wrongAnswer } from './errors.ts';
import type { CommonSettings, Loaded, LoginSettings } from './settings.ts';
import { isThenable, type MaybePromise } from './store.ts';
import type { VisitRequest } from './visit-request.ts';

/** The loaders of the settings, whose answers are looked at before anybody is let in by them. */
export interface Loaders<User> {
  /** @throws `loader-failed`, `loaded-user-invalid` */
  loadUser(id: string): MaybePromise<User | undefined>;
  readonly loadUserFromRequest:
    | ((request: VisitRequest, context: unknown) => MaybePromise<User | undefined>)
    | undefined;
}

/** @throws `load-user-missing` where there is no way to know users */
export function loadersOf<User, Guest>(settings: LoginSettings<User, Guest>): Loaders<User> {
  const { store, loadUserFromRequest } = settings;
  // Widened: in plain JavaScript a store that knows its users may come with a loader.
  const loadUser: ((id: string) => Loaded<User>) | undefined = settings.loadUser;
  const isKnown = typeof store === 'object' && store.knowsUsers === true;
  const hasWay = store === undefined ? loadUserFromRequest : (loadUser ?? isKnown);
  if (!hasWay) {
    throw codedError(
      'load-user-missing',
      'A login needs `loadUser`, a store that hands over users, or `loadUserFromRequest` and no store.',
    );
  }
  const isAskedFor = (id: string, user: User) => checkedId(settings.userId(user)) === id;
  return {
    loadUser:
      loadUser === undefined
        ? noLoader
        : (id) =>
            loading(
              () => loadUser(id),
              (user) => isAskedFor(id, user),
            ),
    loadUserFromRequest: requestLoader(settings),
  };
}

function requestLoader<User, Guest>({
  loadUserFromRequest: load,
  userId,
}: CommonSettings<User, Guest>): Loaders<User>['loadUserFromRequest'] {
  const hasId = (user: User) => checkedId(userId(user)) !== '';
  return load && ((request, context) => loading(() => load(request, context), hasId));
}

/** A loader that fails has not said that there is no such user: the request fails, and the cookie lives. */
function loading<User>(
  load: () => Loaded<User>,
  isAskedFor: (user: User) => boolean,
): MaybePromise<User | undefined> {
  let loaded: Loaded<User>;
  try {
    loaded = load();
  } catch (error) {
    return loaderFailed(error);
  }
  if (!isThenable(loaded)) return checked(loaded, isAskedFor);
  return Promise.resolve(loaded).then((user) => checked(user, isAskedFor), loaderFailed);
}

/** The attack: a loader that looks at the wrong column, or not at all, would let everyone in as somebody else. */
function checked<User>(user: User | null | undefined, isAskedFor: (user: User) => boolean): User | undefined {
  if (user === undefined || user === null) return undefined;
  if (typeof user === 'object' && isAskedFor(user)) return user;
  throw wrongUser();
}

/** @throws `loaded-user-invalid` where a store has handed over somebody else */
export function refuseWrongUser(id: string, wantedId: string): void {
  if (id !== wantedId) throw wrongUser();
}

function wrongUser(): Error {
  return codedError('loaded-user-invalid', 'What was loaded is another user.');
}

function loaderFailed(error: unknown): never {
  throw unavailable('loader-failed', 'The user could not be loaded.', error);
}

function noLoader(): never {
  throw codedError('load-user-missing', 'The store has found a session without its user.');
}

/** @throws `user-id-invalid` */
export function checkedId(id: unknown): string {
  if (typeof id === 'string' && id !== '') return id;
  throw wrongAnswer('user-id-invalid', '`userId` must return a text that is not empty.', id);
}
