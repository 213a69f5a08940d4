import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from '@latchkey/session/testing';
import { type Running, runLatchkey, startLatchkey, temporaryFolder } from '../latchkey.ts';
import { linkIn, mails, mailTo, openLink, signUpByMail } from '../mails.ts';
import { assertGoesTo, logIn, type Person, person, signUp, submit, wordsOf } from '../person.ts';

const env = { MAIL: 'outbox', LATCHKEY_MAGIC_LINK: 'on', LIMITS: 'off' };

/** The section "With mail on" of docs/contract.md against the running server. */
describe('the HTTP contract, with mail on', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: Running;
  let count = 0;
  const someone = () => person(`someone${++count}`);
  /** With an account, and logged out. */
  const member = async () => {
    const who = someone();
    assertGoesTo(await signUpByMail(server, server.browser(), who), '/login');
    return who;
  };
  const loggedIn = async (who: Person) => {
    const browser = server.browser();
    assertGoesTo(await logIn(browser, who), '/dashboard');
    return browser;
  };
  const linkTo = async ({ email }: Pick<Person, 'email'>, subject: RegExp) =>
    linkIn(await mailTo(server, email, { subject }));
  before(async () => {
    folder = await temporaryFolder();
    server = await startLatchkey(folder.path, env);
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  it('POST /signup, good or with a known address: to /signup/sent', async () => {
    const known = await member();
    for (const who of [someone(), { ...someone(), email: known.email }]) {
      const browser = server.browser();
      assertGoesTo(await signUp(browser, who), '/signup/sent');
      assert.match(await wordsOf(await browser.get('/signup/sent')), /We have sent you a mail\./);
    }
    const taken = await signUp(server.browser(), { ...someone(), username: known.username });
    assert.equal(taken.status, 422);
  });

  it('POST /signup/resend: to /signup/sent, and within a minute no second mail', async () => {
    const who = someone();
    const browser = server.browser();
    await signUp(browser, who);
    await mailTo(server, who.email);
    assertGoesTo(await submit(browser, '/signup/sent', {}), '/signup/sent');
    assert.equal((await mails(server)).filter(({ to }) => to === who.email).length, 1);
  });

  it('GET /verify: one button in the browser that signed up, elsewhere the password', async () => {
    const who = someone();
    const browser = server.browser();
    await signUp(browser, who);
    const link = await linkTo(who, /./);
    assert.equal(await openLink(browser, link), '/verify');
    assert.deepEqual(await fieldsOn(browser, '/verify'), ['csrf_token', 'token']);
    const elsewhere = server.browser();
    await openLink(elsewhere, link);
    assert.deepEqual(await fieldsOn(elsewhere, '/verify'), ['csrf_token', 'password', 'token']);
    assertGoesTo(await submit(elsewhere, '/verify', { password: who.password }), '/login');
    assertGoesTo(await logIn(server.browser(), who), '/dashboard');
  });

  it('POST /verify: asks for another username where it is taken meanwhile', async () => {
    const who = someone();
    const [first, second] = [server.browser(), server.browser()];
    await signUp(first, who);
    const other = { ...someone(), username: who.username };
    await signUp(second, other);
    await openLink(first, await linkTo(who, /./));
    assertGoesTo(await submit(first, '/verify', {}), '/login');
    await openLink(second, await linkTo(other, /./));
    const refused = await submit(second, '/verify', {});
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), /name="username"/);
    assertGoesTo(await submit(second, '/verify', { username: `${who.username}b` }), '/login');
  });

  it('POST /verify, with LATCHKEY_SIGN_UP_LOGS_IN=on: logged in, in the browser that signed up', async () => {
    await using own = await temporaryFolder();
    await using logsIn = await startLatchkey(own.path, { ...env, LATCHKEY_SIGN_UP_LOGS_IN: 'on' });
    const browser = logsIn.browser();
    assertGoesTo(await signUpByMail(logsIn, browser, someone()), '/dashboard');
    assert.equal((await browser.get('/dashboard')).status, 200);
    const who = someone();
    await signUp(logsIn.browser(), who);
    const elsewhere = logsIn.browser();
    await openLink(elsewhere, linkIn(await mailTo(logsIn, who.email)));
    assertGoesTo(await submit(elsewhere, '/verify', { password: who.password }), '/login');
  });

  it('POST /login, bad: says to everyone to open the link first', async () => {
    const answer = await logIn(server.browser(), someone());
    assert.equal(answer.status, 422);
    assert.match(await wordsOf(answer), /If you have just signed up, open the link in our mail first\./);
  });

  it('POST /forgot: to /forgot/sent, the same for known, unknown, unproven and disabled', async () => {
    const [known, unproven, disabled] = [await member(), someone(), await member()];
    await signUp(server.browser(), unproven);
    await runLatchkey(folder.path, ['users', 'disable', disabled.username], { env });
    assert.deepEqual(await fieldsOn(server.browser(), '/forgot'), ['csrf_token', 'email']);
    for (const who of [known, someone(), unproven, disabled]) {
      for (const email of [who.email, who.username]) {
        assertGoesTo(await submit(server.browser(), '/forgot', { email }), '/forgot/sent');
      }
    }
    assert.equal((await submit(server.browser(), '/forgot', { email: '' })).status, 422);
  });

  it('POST /reset: to /login, logged out; bad: 422; over: 410', async () => {
    const who = await member();
    await submit(server.browser(), '/forgot', { email: who.email });
    await assertResets(server, await linkTo(who, /password/), who);
  });

  it('POST /reset, with mail off as well: by the link of the operator', async () => {
    await using own = await temporaryFolder();
    await using mute = await startLatchkey(own.path, { LIMITS: 'off' });
    const who = someone();
    await signUp(mute.browser(), who);
    const { stdout } = await runLatchkey(own.path, ['users', 'reset-link', who.username]);
    await assertResets(mute, linkIn({ text: stdout }), who);
    assert.equal((await mute.browser().get('/forgot')).status, 404);
  });

  it('POST /login/link: to /login/link/sent, which shows a code to everyone', async () => {
    assert.deepEqual(await fieldsOn(server.browser(), '/login/link'), ['csrf_token', 'email']);
    for (const who of [await member(), someone()]) {
      const browser = server.browser();
      assertGoesTo(await submit(browser, '/login/link', { email: who.email }), '/login/link/sent');
      assert.match(await codeIn(browser), /^\w{4}-\w{4}$/);
    }
  });

  it('POST /login/link/open: logs in, and asks for the code in another browser', async () => {
    const who = await member();
    const browser = server.browser();
    await submit(browser, '/login/link', { email: who.email });
    const link = await linkTo(who, /log in/i);
    await openLink(browser, link);
    assert.deepEqual(await fieldsOn(browser, '/login/link/open'), ['csrf_token', 'token']);
    const elsewhere = server.browser();
    await openLink(elsewhere, link);
    assert.deepEqual(await fieldsOn(elsewhere, '/login/link/open'), ['code', 'csrf_token', 'token']);
    assert.equal((await submit(elsewhere, '/login/link/open', { code: 'AAAA-AAAA' })).status, 422);
    const code = await codeIn(browser);
    assertGoesTo(await submit(elsewhere, '/login/link/open', { code }), '/dashboard');
    assert.match(
      await wordsOf(await elsewhere.get('/dashboard')),
      new RegExp(`Welcome back, ${who.username}!`),
    );
    await openLink(browser, link);
    assert.equal((await browser.get('/login/link/open')).status, 410);
  });

  it('POST /account/email: the same whether somebody has the address or not', async () => {
    const [who, other] = [await member(), await member()];
    const browser = await loggedIn(who);
    assert.deepEqual(await fieldsOn(browser, '/account/email'), ['csrf_token', 'email']);
    for (const email of [other.email, someone().email]) {
      assertGoesTo(await submit(browser, '/account/email', { email }), '/account/email');
    }
    assertGoesTo(await server.browser().get('/account/email'), '/login?next=%2Faccount%2Femail');
  });

  it('POST /email/confirm: to /account, and with the password where the account is not logged in to /login', async () => {
    const who = await member();
    const browser = await loggedIn(who);
    for (const isHere of [true, false]) {
      const { email } = someone();
      await submit(browser, '/account/email', { email });
      const opener = isHere ? browser : server.browser();
      await openLink(opener, await linkTo({ email }, /./));
      const fields = ['csrf_token', ...(isHere ? [] : ['password']), 'token'];
      assert.deepEqual(await fieldsOn(opener, '/email/confirm'), fields);
      if (!isHere) assert.equal((await submit(opener, '/email/confirm', { password: 'no' })).status, 422);
      const answer = await submit(opener, '/email/confirm', isHere ? {} : { password: who.password });
      assertGoesTo(answer, isHere ? '/account' : '/login');
    }
  });

  it('POST /email/cancel: no log-in needed, to /forgot', async () => {
    const who = await member();
    const browser = await loggedIn(who);
    const { email } = someone();
    await submit(browser, '/account/email', { email });
    const stranger = server.browser();
    await openLink(stranger, await linkTo(who, /about to change/));
    assert.deepEqual(await fieldsOn(stranger, '/email/cancel'), ['csrf_token', 'token']);
    assertGoesTo(await submit(stranger, '/email/cancel', {}), '/forgot');
    await openLink(stranger, await linkTo({ email }, /./));
    assert.equal((await stranger.get('/email/confirm')).status, 410);
  });
});

async function assertResets(server: Running, link: string, who: Person): Promise<void> {
  const browser = server.browser();
  assert.equal(await openLink(browser, link), '/reset');
  const password = 'analytical engine no. 1';
  const good = { password, confirm_password: password };
  assert.equal((await submit(browser, '/reset', { ...good, confirm_password: 'other' })).status, 422);
  assertGoesTo(await submit(browser, '/reset', good), '/login');
  assertGoesTo(await browser.get('/dashboard'), '/login?next=%2Fdashboard');
  assertGoesTo(await logIn(server.browser(), { ...who, password }), '/dashboard');
  await openLink(browser, link);
  assert.equal((await browser.get('/reset')).status, 410);
}

/** What the form on the page sends, sorted; without the fields that only password managers read. */
async function fieldsOn(browser: Browser, path: string): Promise<string[]> {
  const html = await (await browser.get(path)).text();
  const main = html.slice(html.indexOf('<main'));
  const form = /<form class="form"[\s\S]*?<\/form>/.exec(main)?.[0] ?? '';
  return [...form.matchAll(/<input[^>]* name="([^"]+)"/g)].map(([, name = '']) => name).sort();
}

async function codeIn(browser: Browser): Promise<string> {
  const html = await (await browser.get('/login/link/sent')).text();
  return /class="code">([^<]*)</.exec(html)?.[1] ?? '';
}
