import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** The public names and settings of Flask-Login 0.6.3 and of its main at c8bba84 (0.7, unreleased), by file. */
const flaskLogin = `
  __version__ __about__ AUTH_HEADER_NAME user_loaded_from_header
  COOKIE_DURATION COOKIE_HTTPONLY COOKIE_NAME COOKIE_SAMESITE COOKIE_SECURE EXEMPT_METHODS ID_ATTRIBUTE LOGIN_MESSAGE
  LOGIN_MESSAGE_CATEGORY REFRESH_MESSAGE REFRESH_MESSAGE_CATEGORY SESSION_KEYS USE_SESSION_FOR_NEXT

  FORCE_HOST_FOR_REDIRECTS LOGIN_DISABLED REMEMBER_COOKIE_DOMAIN REMEMBER_COOKIE_DURATION REMEMBER_COOKIE_HTTPONLY
  REMEMBER_COOKIE_NAME REMEMBER_COOKIE_PATH REMEMBER_COOKIE_REFRESH_EACH_REQUEST REMEMBER_COOKIE_SAMESITE
  REMEMBER_COOKIE_SECURE SECRET_KEY SESSION_PROTECTION
  _user_id _remember _remember_seconds _id _fresh next

  LoginManager LoginManager.init_app init_app(add_context_processor=) LoginManager.setup_app app.login_manager
  LoginManager.anonymous_user LoginManager.blueprint_login_views LoginManager.header_loader LoginManager.id_attribute
  LoginManager.localize_callback LoginManager.login_message LoginManager.login_message_category LoginManager.login_view
  LoginManager.needs_refresh LoginManager.needs_refresh_callback LoginManager.needs_refresh_handler
  LoginManager.needs_refresh_message LoginManager.needs_refresh_message_category LoginManager.refresh_view
  LoginManager.request_callback LoginManager.request_loader LoginManager.session_protection LoginManager.unauthorized
  LoginManager.unauthorized_callback LoginManager.unauthorized_handler LoginManager.user_callback LoginManager.user_loader
  LoginManager._login_disabled

  UserMixin UserMixin.get_id UserMixin.is_active UserMixin.is_anonymous UserMixin.is_authenticated UserMixin.__eq__
  UserMixin.__ne__ UserMixin.__hash__ AnonymousUserMixin AnonymousUserMixin.get_id AnonymousUserMixin.is_active
  AnonymousUserMixin.is_anonymous AnonymousUserMixin.is_authenticated

  session_protected user_accessed user_loaded_from_cookie user_loaded_from_request user_logged_in user_logged_out
  user_login_confirmed user_needs_refresh user_unauthorized

  FlaskLoginClient FlaskLoginClient(user=) FlaskLoginClient(fresh_login=)

  confirm_login current_user decode_cookie decode_cookie(key=) encode_cookie encode_cookie(key=) expand_login_view
  fresh_login_required login_fresh login_remembered login_required login_url login_url(next_field=) login_user
  login_user(remember=) login_user(duration=) login_user(force=) login_user(fresh=) logout_user make_next_param
  set_login_view`;

const [, table = ''] = readFileSync('docs/session.md', 'utf8').split('\n## From Flask-Login\n');
const rows = [...table.matchAll(/^\| (?<theirs>`.+?) \| (?<ours>.+?) \| ?(?<differs>.*?) ?\|$/gm)];

test('every public name and setting of Flask-Login has its row, and no row is of a name it has not', () => {
  const named = rows.flatMap(({ groups }) => codesIn(groups?.theirs ?? ''));
  assert.deepEqual(named.sort(), flaskLogin.trim().split(/\s+/).sort());
});

test('where there is no counterpart, the row says why', () => {
  const silent = rows.filter(({ groups }) => groups?.ours === '–' && (groups.differs ?? '').length < 20);
  assert.deepEqual(silent, []);
});

test('what the rows point to is in the code', () => {
  const paths = globSync('packages/session/src/**/*.ts').filter(
    (path) => !/\.test\.ts$|\/test-[^/]*$/.test(path),
  );
  const sources = paths.map((path) => readFileSync(path, 'utf8')).join('\n');
  const words = rows.flatMap(({ groups }) =>
    codesIn(groups?.ours ?? '').flatMap((code) => code.match(/\w+/g) ?? []),
  );
  const gone = words.filter((word) => !new RegExp(`\\b${word}\\b`).test(sources));
  assert.deepEqual(gone, []);
});

function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`(?<code>[^`]+)`/g)].map((match) => match.groups?.code ?? '');
}
