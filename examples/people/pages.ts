import type { Visit, Visitor } from '@latchkey/session';
import type { Person } from './people.ts';

/** HTML that may stand in a page as it is; only `html` makes it. */
interface Html {
  readonly html: string;
}

/** Escapes whatever is put in that is not HTML already. */
function html(texts: TemplateStringsArray, ...values: readonly (string | Html)[]): Html {
  const puttable = values.map((value) => (typeof value === 'string' ? escaped(value) : value.html));
  return { html: String.raw({ raw: texts }, ...puttable) };
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const nothing = html``;

export function homePage(visit: Visit<Person>, visitor: Visitor<Person>): string {
  if (visitor.state === 'anonymous') return page(visit, 'Welcome', html`<a href="/login">Log in</a>`);
  return page(visit, `Welcome, ${visitor.user.name}`, ways);
}

export function dashboardPage(visit: Visit<Person>, user: Person): string {
  return page(visit, `The dashboard of ${user.name}`, ways);
}

export function accountPage(visit: Visit<Person>, user: Person): string {
  return page(visit, `The account of ${user.name}`, ways);
}

/** Without an action a form goes to the page's own address, `?next=` included. */
export function loginPage(visit: Visit<Person>, fault = ''): string {
  const fields = html`<label>Name <input name="name" autocomplete="username" required></label>
    ${password} <label><input type="checkbox" name="remember" value="1"> Remember me</label>`;
  return page(visit, 'Log in', form(fields, fault));
}

export function confirmPage(visit: Visit<Person>, fault = ''): string {
  return page(visit, 'Is it still you?', form(password, fault));
}

const password = html`<label>Password
  <input type="password" name="password" autocomplete="current-password" required></label>`;
const ways = html`<a href="/dashboard">Dashboard</a> <a href="/account">Account</a>
  <form method="post" action="/logout"><button>Log out</button></form>`;

function form(fields: Html, fault: string): Html {
  const alert = fault === '' ? nothing : html`<p role="alert">${fault}</p>`;
  return html`${alert}<form method="post">${fields} <button>Go on</button></form>`;
}

/** Every page shows the messages that wait, once. */
function page(visit: Visit<Person>, title: string, content: Html): string {
  const flashes = visit.flashes().map(({ message }) => html`<p role="status">${message}</p>`.html);
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
  const body = html`<h1>${title}</h1>${{ html: flashes.join('') }}<main>${content}</main>`;
  return html`<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`.html;
}
