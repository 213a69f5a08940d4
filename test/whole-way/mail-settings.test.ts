import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runLatchkey, startLatchkey, temporaryFolder } from '../latchkey.ts';
import { linkIn, mailTo, signUpByMail } from '../mails.ts';
import { ada, assertGoesTo, logIn, signUp, submit, wordsOf } from '../person.ts';

const outbox = { MAIL: 'outbox' };

describe('mail in development, with MAIL=outbox', () => {
  it('a sign-up waits for its mail, which /dev/mail shows, and the link in it makes the account', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path, outbox);
    const browser = server.browser();
    assertGoesTo(await signUp(browser, ada), '/signup/sent');
    assert.equal((await logIn(server.browser(), ada)).status, 422, 'there is no account yet');
    const mail = await mailTo(server, ada.email);
    assert.ok(mail.text.includes(`${server.url}/verify?token=`), 'the link leads to the port that was taken');

    const bob = { username: 'bob', email: 'bob@example.org', password: 'a long password of bob' };
    assert.equal((await signUpByMail(server, server.browser(), bob)).status, 303);
    assertGoesTo(await logIn(server.browser(), bob), '/dashboard');
    const { stdout } = await runLatchkey(folder.path, ['users', 'list']);
    assert.match(stdout, /\nbob +bob@example\.org +yes /);
    assert.ok(!stdout.includes(ada.email));
    const listed = await runLatchkey(folder.path, ['mail', 'list']);
    assert.match(listed.stdout, /ada@example\.org +verify-address +1 +sent\n/);
    assert.ok(!server.output().includes(linkIn(mail).split('=')[1] ?? ''), 'no log line has the token');
  });

  it('with VERIFICATION=off nobody is asked, and the account is there at once', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path, { ...outbox, VERIFICATION: 'off' });
    const browser = server.browser();
    assertGoesTo(await signUp(browser, ada), '/login');
    assertGoesTo(await logIn(browser, ada), '/dashboard');
  });

  it('with VERIFICATION=banner the account is there at once, and its link is mailed', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path, { ...outbox, VERIFICATION: 'banner' });
    const browser = server.browser();
    assertGoesTo(await signUp(browser, ada), '/login');
    assertGoesTo(await logIn(browser, ada), '/dashboard');
    assert.match(linkIn(await mailTo(server, ada.email)), /^\/verify\?token=/);
  });

  it('people are told of a changed password, unless LATCHKEY_NOTICES=off', async () => {
    for (const LATCHKEY_NOTICES of ['on', 'off']) {
      await using folder = await temporaryFolder();
      await using server = await startLatchkey(folder.path, { ...outbox, LATCHKEY_NOTICES });
      await signUpByMail(server, server.browser(), ada);
      const browser = server.browser();
      assertGoesTo(await logIn(browser, ada), '/dashboard');
      const password = 'another long one';
      const change = { current_password: ada.password, password, confirm_password: password };
      assertGoesTo(await submit(browser, '/account/password', change), '/dashboard');
      // Written together with the change, whenever it is sent.
      const { stdout } = await runLatchkey(folder.path, ['mail', 'list']);
      assert.equal(stdout.includes('password-changed'), LATCHKEY_NOTICES === 'on');
    }
  });

  it('the log-in link is there with LATCHKEY_MAGIC_LINK=on, and else not', async () => {
    for (const [setting, status] of [
      ['on', 200],
      ['off', 404],
    ] as const) {
      await using folder = await temporaryFolder();
      await using server = await startLatchkey(folder.path, { ...outbox, LATCHKEY_MAGIC_LINK: setting });
      assert.equal((await server.browser().get('/login/link')).status, status, setting);
    }
  });
});

describe('without mail', () => {
  it('the pages that need it are not there, but for the one that an operator’s link opens', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path);
    const browser = server.browser();
    for (const path of ['/forgot', '/login/link', '/verify', '/signup/sent', '/dev/mail']) {
      assert.equal((await browser.get(path)).status, 404, path);
    }
    assert.notEqual((await browser.get('/reset')).status, 404);
  });
});

describe('the language of the site', () => {
  it('is LATCHKEY_LANGUAGE where a browser asks for neither, on pages and in mails', async () => {
    await using folder = await temporaryFolder();
    await using server = await startLatchkey(folder.path, { ...outbox, LATCHKEY_LANGUAGE: 'de' });
    const browser = server.browser();
    const page = async (language: string) =>
      (await browser.get('/login', { 'Accept-Language': language })).text();
    assert.match(await page('fr'), /<html lang="de">/);
    assert.match(await page('en'), /<html lang="en">/);
    await signUp(browser, ada);
    assert.match((await mailTo(server, ada.email)).text, /Sie/);
    assert.match(await wordsOf(await browser.get('/login')), /Passwort/);
  });
});
