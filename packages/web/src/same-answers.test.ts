import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeSignUp, disableUser, type MailTemplate, type Schema } from '@latchkey/accounts';
import type { Browser } from '@latchkey/session/testing';
import { addApp, addPasskeyTo } from './test-factors.ts';
import { minuteMs, password, submit, type TestScope, type TestSite, testSite, tokenIn } from './test-site.ts';

/** About whom is asked. All names have five letters, so that repeating what was typed makes no difference. */
const people = {
  'an account': 'alice',
  'an account with an app and a passkey': 'fiona',
  'nobody at all': 'nadia',
  'a sign-up that waits for its mail': 'penny',
  'an account whose address was never proven': 'ursel',
  'a disabled account': 'diana',
  'an account that has had its three mails of this hour': 'trudy',
  'nobody, at an address that has had its three': 'thora',
} as const;

type Kind = keyof typeof people;
const kinds = Object.keys(people) as Kind[]; // the keys of a constant
const addressOf = (kind: Kind) => `${people[kind]}@example.org`;

interface Form {
  readonly name: string;
  /** Opens the page and sends its form: the answers from there on. */
  ask(asking: Asking): Promise<Response[]>;
  readonly statuses: readonly number[];
  /** Who gets which mail; everybody else gets none. */
  readonly mails: Partial<Record<Kind, MailTemplate>>;
  /** Rows written, whomever it was about. */
  readonly rows: Partial<Record<Table, number>>;
}

interface Asking {
  readonly site: TestSite;
  readonly browser: Browser;
  readonly kind: Kind;
  /** What the form needs stands; what it writes and mails is counted from here. */
  begin(): Promise<void>;
}

const toOwners = (template: MailTemplate) => ({
  'an account': template,
  'an account with an app and a passkey': template,
  'an account whose address was never proven': template,
});

const toNobodyYet = (template: MailTemplate) => ({
  'nobody at all': template,
  'a sign-up that waits for its mail': template,
});

const known = { ...toOwners('already-registered'), 'a disabled account': 'already-registered' } as const;

const forms: readonly Form[] = [
  {
    name: 'log-in',
    async ask({ browser, kind, begin }) {
      await begin();
      // To be disabled must show to nobody, not even to its owner.
      const typed = kind === 'a disabled account' ? password : 'a wrong password';
      return [await submit(browser, '/login', { fields: { email: addressOf(kind), password: typed } })];
    },
    statuses: [422],
    mails: {},
    rows: { audit: 1 },
  },
  {
    name: 'sign-up',
    async ask({ browser, kind, begin }) {
      await begin();
      return [await signUp(browser, kind), await browser.get('/signup/sent')];
    },
    statuses: [303, 200],
    mails: { ...known, ...toNobodyYet('verify-address') },
    rows: { mails: 1, pending_sign_ups: 1 },
  },
  {
    name: 'the mail of a sign-up once more',
    async ask({ site, browser, kind, begin }) {
      await signUp(browser, kind);
      const csrf_token = tokenIn(await (await browser.get('/signup/sent')).text());
      site.later(minuteMs);
      await begin();
      return [await browser.post('/signup/resend', { csrf_token }), await browser.get('/signup/sent')];
    },
    statuses: [303, 200],
    mails: { ...known, ...toNobodyYet('verify-address') },
    rows: { mails: 1 },
  },
  {
    name: 'a forgotten password',
    async ask({ browser, kind, begin }) {
      await begin();
      const fields = { email: addressOf(kind) };
      return [await submit(browser, '/forgot', { fields }), await browser.get('/forgot/sent')];
    },
    statuses: [303, 200],
    mails: toOwners('reset-password'),
    rows: { mails: 1, one_time_tokens: 1, audit: 1 },
  },
  {
    name: 'a log-in by mail',
    async ask({ browser, kind, begin }) {
      await begin();
      const fields = { email: addressOf(kind) };
      return [await submit(browser, '/login/link', { fields }), await browser.get('/login/link/sent')];
    },
    statuses: [303, 200],
    mails: toOwners('magic-link'),
    rows: { mails: 1, one_time_tokens: 1, audit: 1 },
  },
  {
    name: 'a change of address',
    async ask({ site, browser, kind, begin }) {
      const asker = await site.makeUser(`by${people[kind]}`);
      await prove(site, asker.id);
      const logIn = await submit(browser, '/login', { fields: { email: asker.name, password } });
      assert.equal(logIn.status, 303);
      await begin();
      const fields = { email: addressOf(kind) };
      return [await submit(browser, '/account/email', { fields }), await browser.get('/account/email')];
    },
    statuses: [303, 200],
    mails: { ...known, ...toNobodyYet('confirm-email') },
    // One of each is for the asker's own address, which is warned.
    rows: { mails: 2, one_time_tokens: 2, audit: 1 },
  },
];

for (const form of forms) {
  test(`${form.name}: the same answers and as many rows whomever it is about, and the mail reaches exactly the right person`, async (t) => {
    const site = await openSite(t);
    const seen: Awaited<ReturnType<typeof askAbout>>[] = [];
    for (const [number, kind] of kinds.entries()) seen.push(await askAbout(site, form, { kind, number }));
    const [first, ...others] = seen;
    assert.deepEqual(
      first?.answers.map(({ status }) => status),
      form.statuses,
    );
    for (const { kind, answers } of others) assert.deepEqual(answers, first?.answers, kind);
    for (const { kind, rows, mails } of seen) {
      const template = form.mails[kind];
      assert.deepEqual(rows, { ...noRows, ...form.rows }, kind);
      assert.deepEqual(mails, template === undefined ? [] : [`${template} to ${addressOf(kind)}`], kind);
    }
  });
}

for (const [how, failures] of [
  ['waits', 5],
  ['is closed', 100],
] as const) {
  test(`log-in: what ${how} after wrong passwords answers the same for an account, a disabled one and nobody`, async (t) => {
    const site = await openSite(t);
    const answers: Seen[] = [];
    for (const [number, kind] of kinds.entries()) {
      const browser = site.browser(`198.51.100.${number}`);
      const logIn = () =>
        submit(browser, '/login', { fields: { email: addressOf(kind), password: 'a wrong password' } });
      await logIn();
      await failedSoOften(site, failures - 1);
      assert.equal((await logIn()).status, 422);
      answers.push(await seenIn(await logIn(), kind));
    }
    assert.equal(answers[0]?.status, 429);
    for (const [number, kind] of kinds.entries()) assert.deepEqual(answers[number], answers[0], kind);
  });
}

test('an address that has asked too often is answered the same, whomever it asks about', async (t) => {
  const site = await openSite(t);
  for (const [place, form] of forms.entries()) {
    const answers: Seen[] = [];
    for (const [number, kind] of kinds.entries()) {
      const address = `198.51.${place}.${number}`;
      const begin = () => fillWindows(site, address);
      const [answer] = await form.ask({ site, browser: site.browser(address), kind, begin });
      if (answer !== undefined) answers.push(await seenIn(answer, kind));
    }
    assert.equal(answers[0]?.status, 429, form.name);
    for (const [number, kind] of kinds.entries()) {
      assert.deepEqual(answers[number], answers[0], `${form.name}, ${kind}`);
    }
  }
});

test('the mail of a sign-up once more: the same answer where nobody has signed up, and where the address has an account by now', async (t) => {
  const site = await openSite(t);
  const answers: Seen[] = [];
  for (const [number, how] of ['waits', 'too early', 'never', 'confirmed'].entries()) {
    const browser = site.browser(`198.51.100.${number}`);
    if (how !== 'never') await signUp(browser, 'nobody at all');
    const csrf_token = tokenIn(await (await browser.get('/signup/sent')).text());
    if (how !== 'too early') site.later(minuteMs);
    if (how === 'confirmed') await confirmElsewhere(site);
    answers.push(await seenIn(await browser.post('/signup/resend', { csrf_token }), 'nobody at all'));
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
});

/** Everybody is there, and limits are on. */
async function openSite(scope: TestScope): Promise<TestSite> {
  const site = await testSite(scope, { mail: true, web: { magicLink: true }, accounts: { limits: {} } });
  for (const name of ['alice', 'fiona', 'ursel', 'diana', 'trudy']) {
    const user = await site.makeUser(name);
    if (name !== 'ursel') await prove(site, user.id);
    if (name === 'diana') await disableUser(site.accounts, user);
  }
  await addApp(site, 'fiona');
  await addPasskeyTo(site, 'fiona');
  await signUp(site.browser('203.0.113.1'), 'a sign-up that waits for its mail', 'penny');
  for (let count = 0; count < 3; count++) {
    await submit(site.browser('203.0.113.2'), '/forgot', { fields: { email: 'trudy@example.org' } });
    // Asking for a link there mails nobody, and counts apart.
    const nobody = 'nobody, at an address that has had its three';
    await signUp(site.browser('203.0.113.2'), nobody, `thora-${count}`);
  }
  return site;
}

function signUp(browser: Browser, kind: Kind, username = `${people[kind]}2`): Promise<Response> {
  const fields = { username, email: addressOf(kind), password, confirm_password: password };
  return submit(browser, '/signup', { fields });
}

/** By the mail that came last, in another browser. */
async function confirmElsewhere(site: TestSite): Promise<void> {
  const token = (await site.mails()).at(-1)?.token ?? '';
  const asked = { token, browser: undefined, password };
  const confirmed = await completeSignUp(site.accounts, asked, { address: '203.0.113.3' });
  assert.ok(confirmed.ok);
}

async function prove({ accounts: { database, clock } }: TestSite, id: string): Promise<void> {
  const proven = { email_verified_at: clock() };
  await database.kysely.updateTable('users').set(proven).where('id', '=', id).execute();
}

async function askAbout(site: TestSite, form: Form, { kind, number }: { kind: Kind; number: number }) {
  let [rows, mails] = [noRows, 0];
  const begin = async () => {
    rows = await countRows(site);
    mails = (await site.mails()).length;
  };
  const browser = site.browser(`198.51.100.${number}`);
  const responses = await form.ask({ site, browser, kind, begin });
  const after = await countRows(site);
  const written = Object.fromEntries(tables.map((table) => [table, after[table] - rows[table]]));
  const sent = (await site.mails()).slice(mails).filter(({ template }) => template !== 'email-change-asked');
  return {
    kind,
    rows: written,
    answers: await Promise.all(responses.map((response) => seenIn(response, kind))),
    mails: sent.map(({ template, to }) => `${template} to ${to}`),
  };
}

interface Seen {
  readonly status: number;
  readonly headers: readonly [name: string, value: string][];
  /** Name and attributes of each, and how long its value is. */
  readonly cookies: readonly string[];
  readonly body: string;
}

/** An answer without what is random, and without the name that was typed. */
async function seenIn(response: Response, kind: Kind): Promise<Seen> {
  const { status, headers } = response;
  const body = (await response.text())
    .replaceAll(/value="[\w-]{22}\.[\w-]{43}"/g, 'value="a token"')
    .replaceAll(/\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b/g, 'a code')
    .replaceAll(/(challenge&quot;:&quot;)[\w-]+/g, '$1a challenge')
    .replaceAll(people[kind], 'somebody');
  return {
    status,
    headers: [...headers].filter(([name]) => name !== 'set-cookie' && name !== 'date'),
    cookies: headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]*/, (value) => `=${value.length}`)),
    body,
  };
}

const tables = [
  'mails',
  'one_time_tokens',
  'pending_sign_ups',
  'audit',
  'sessions',
  'pending_log_ins',
  'spent_challenges',
] as const satisfies (keyof Schema)[];
type Table = (typeof tables)[number];
const noRows: Record<Table, number> = {
  mails: 0,
  one_time_tokens: 0,
  pending_sign_ups: 0,
  audit: 0,
  sessions: 0,
  pending_log_ins: 0,
  spent_challenges: 0,
};

async function countRows({ accounts: { database } }: TestSite): Promise<Record<Table, number>> {
  const counts = { ...noRows };
  for (const table of tables) {
    const rows = database.kysely.selectFrom(table).select((of) => of.fn.countAll().as('n'));
    counts[table] = Number((await rows.executeTakeFirstOrThrow()).n);
  }
  return counts;
}

/** As if the newest run of wrong passwords were that long; to make it takes a day of waiting. */
async function failedSoOften({ accounts: { database } }: TestSite, failures: number): Promise<void> {
  const runs = database.kysely.updateTable('limits').set({ count: failures, wait_until: 0 });
  await runs
    .where((is) => is.or([is('name', 'like', 'account/%'), is('name', 'like', 'nobody/%')]))
    .execute();
}

/** Nothing more for this hour, from this address. */
async function fillWindows({ accounts: { database, clock } }: TestSite, address: string): Promise<void> {
  for (const name of ['log-in', 'sign-up', 'mail-request']) {
    const full = { count: 20, since: clock(), wait_until: 0, updated_at: clock() };
    await database.kysely
      .insertInto('limits')
      .values({ name: `${name}/${address}`, ...full })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(full))
      .execute();
  }
}
