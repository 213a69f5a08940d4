import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { browserTest } from '../browser-launch.ts';
import { ada, person } from '../person.ts';
import {
  complaints,
  enter,
  letProofsAge,
  logInOn,
  type MailApp,
  signUpByMail,
  startApp,
  startMailApp,
} from './app.ts';
import { enterByMail, keepCodes, logIn, logOut } from './factors.ts';
import { plugIn, type VirtualKey } from './virtual-key.ts';

interface Scene {
  readonly app: MailApp;
  readonly page: Page;
  /** Another browser, which knows nothing of the first. */
  readonly another: (options?: { javaScriptEnabled?: boolean }) => Promise<Page>;
}

/**
 * With JavaScript; no page may complain. Its browsers offer nothing in the field of the name: the virtual authenticator would take
 * the offer at once, on each page that makes it.
 */
function walk(does: string, run: (scene: Scene) => Promise<void>, env: Record<string, string> = {}): void {
  browserTest(`somebody ${does}`, async ({ context, browser }) => {
    await using app = await startMailApp(env);
    const heard: string[][] = [];
    const opened = async (from: typeof context) => {
      const page = await from.newPage();
      await page.addInitScript(offerNothing);
      heard.push(complaints(page));
      return page;
    };
    const others: AsyncDisposable[] = [];
    try {
      await run({
        app,
        page: await opened(context),
        async another(options = {}) {
          const other = await browser.newContext(options);
          others.push(other);
          other.setDefaultTimeout(10_000);
          return await opened(other);
        },
      });
    } finally {
      for (const other of others) await other[Symbol.asyncDispose]();
    }
    assert.deepEqual(heard.flat(), []);
  });
}

walk('adds passkeys with names, logs in by one, renames and removes', async ({ app, page }) => {
  await enterByMail(page, app, ada);
  const phone = await plugIn(page, { isSynced: true });
  await page.goto(`${app.url}/account/security`);
  await page.getByText('You have no passkey yet.').waitFor();
  await addPasskey(page, phone, 'My <b>phone</b>');
  await page.getByText('The passkey is added. You can log in with it from now on.').waitFor();
  await app.smtp.mailTo(ada.email, { subject: /passkey was added/ });
  await keepCodes(page);
  await addPasskey(page, phone, 'The same again');
  await page.getByText('This device has a passkey for your account already.').waitFor();
  await phone.unplug();

  const key = await plugIn(page);
  await addPasskey(page, key, '');
  await page.getByText('The passkey is added.').waitFor();
  assert.deepEqual(await namesOf(page), ['My <b>phone</b>', 'Passkey']);
  await page.getByText('On all your devices').waitFor();
  await page.getByText('On one device or key only').waitFor();

  await page.getByRole('link', { name: 'Rename: Passkey' }).click();
  await page.getByLabel('Name').fill('');
  await page.getByRole('button', { name: 'Save the Name' }).click();
  await page.getByText('The name must have 1 to 64 characters').first().waitFor();
  await page.getByLabel('Name').fill('Key in the drawer');
  await page.keyboard.press('Enter');
  await page.getByText('The passkey has its new name.').waitFor();
  assert.deepEqual(await namesOf(page), ['My <b>phone</b>', 'Key in the drawer']);
  await app.smtp.mailTo(ada.email, { subject: /another name/ });

  await logOut(page);
  await page.goto(`${app.url}/dashboard?tab=2`);
  await logInByPasskey(page, key);
  assert.equal(pathOf(page), '/dashboard?tab=2');

  await page.goto(`${app.url}/account/security`);
  await page.getByRole('link', { name: 'Remove: Key in the drawer' }).click();
  await page.getByText('You are about to remove “Key in the drawer”.').waitFor();
  await page.getByRole('button', { name: 'Remove the Passkey' }).click();
  await page.getByText('The passkey is removed.').waitFor();
  await app.smtp.mailTo(ada.email, { subject: /passkey was removed/ });
  await logOut(page);
  await showPasskey(page, key);
  await page.getByText('That passkey was not accepted.').first().waitFor();
});

browserTest('somebody logs in by what the browser offers in the field of the name', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  const heard = complaints(page);
  await enter(page, { url: app.url, who: ada });
  const key = await plugIn(page);
  await addPasskey(page, key, 'Key');
  await logOut(page);
  assert.match(
    (await page.getByLabel('Email address or username').getAttribute('autocomplete')) ?? '',
    /webauthn$/,
  );
  await key.touch(async () => {
    await page.goto(`${app.url}/dashboard?tab=3`);
    await page.getByText('Welcome back, ada!').waitFor();
  });
  assert.equal(pathOf(page), '/dashboard?tab=3');
  assert.deepEqual(heard, []);
});

browserTest('the button for passkeys takes the place of what the field offers', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  const heard = complaints(page);
  await plugIn(page);
  await page.addInitScript(noteAsked);
  await page.goto(`${app.url}/login`);
  await page.waitForFunction(() => window.asked.length === 1);
  await page.getByRole('button', { name: 'Continue with a Passkey' }).click();
  await page.waitForFunction(() => window.asked.length === 2);
  const asked = await page.evaluate(() =>
    window.asked.map(({ mediation, signal }) => [mediation, signal?.aborted]),
  );
  assert.deepEqual(asked, [
    ['conditional', true],
    [undefined, false],
  ]);
  assert.deepEqual(heard, []);
});

for (const isResident of [true, false]) {
  for (const verifiesUser of [true, false]) {
    const kind = `${isResident ? 'resident' : 'not resident'}, ${verifiesUser ? 'with' : 'without'} user verification`;
    const isPasskey = isResident && verifiesUser;
    walk(
      `has a key ${kind}: it is a second factor${isPasskey ? ', and a first one' : ' only'}`,
      async ({ app, page }) => {
        await enterByMail(page, app, ada);
        const key = await plugIn(page, { isResident, verifiesUser });
        await addPasskey(page, key, 'Key');
        await page.getByText(isPasskey ? 'The passkey is added.' : 'The security key is added.').waitFor();
        await logOut(page);
        await logIn(page, app, ada);
        await key.touch(async () => {
          await page.getByRole('button', { name: 'Use a Passkey' }).click();
          await page.getByText('Welcome back, ada!').waitFor();
        });
        const [kept] = await key.credentials();
        assert.equal(kept?.signCount, 2, 'it counts what it signs');
        await logOut(page);
        if (isPasskey) return await logInByPasskey(page, key);
        await key.touch(async () => {
          await page.getByRole('button', { name: 'Continue with a Passkey' }).click();
          await page.getByText('No passkey was used. Try again, or choose another way.').waitFor();
        });
        await logInOn(page, ada);
        await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
      },
    );
  }
}

walk(
  'logs in by password while nobody touches the key, and with it when the finger is right',
  async ({ app, page }) => {
    await enterByMail(page, app, ada);
    const key = await plugIn(page);
    await addPasskey(page, key, 'Key');
    await logOut(page);
    const button = page.getByRole('button', { name: 'Continue with a Passkey' });
    await button.click();
    await button.click();
    await key.knowsUser(false);
    await key.touch(async () => {
      await button.click();
      await page.getByText('No passkey was used. Try again, or choose another way.').waitFor();
    });
    await logInOn(page, ada);
    await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
    await key.touch(async () => {
      await page.getByRole('button', { name: 'Use a Passkey' }).click();
      await page.getByText('No passkey was used. Try again, or choose another way.').waitFor();
      await key.knowsUser(true);
      await page.getByRole('button', { name: 'Use a Passkey' }).click();
      await page.getByText('Welcome back, ada!').waitFor();
    });
  },
);

walk(
  'does not get in by a key that was only touched, whatever the browser was told to ask for',
  async ({ app, page }) => {
    await enterByMail(page, app, ada);
    const key = await plugIn(page, { verifiesUser: false });
    await addPasskey(page, key, 'Key');
    const [kept] = await key.credentials();
    await logOut(page);
    await page.locator('form[data-passkey]').evaluate(
      (form: HTMLFormElement, id) => {
        const options = { ...JSON.parse(form.dataset.options ?? ''), userVerification: 'discouraged' };
        form.dataset.options = JSON.stringify({ ...options, allowCredentials: [{ type: 'public-key', id }] });
      },
      Buffer.from(kept?.credentialId ?? '', 'base64').toString('base64url'),
    );
    await showPasskey(page, key);
    await page.getByText('That passkey was not accepted.').first().waitFor();
    await logInOn(page, ada);
    await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
  },
);

walk(
  'is protected from a copy of the passkey as soon as it was used once more',
  async ({ app, page, another }) => {
    await enterByMail(page, app, ada);
    const key = await plugIn(page);
    await addPasskey(page, key, 'Key');
    const [copy] = await key.credentials();
    assert.ok(copy);
    await logOut(page);
    await logInByPasskey(page, key);
    const other = await another();
    await other.goto(`${app.url}/login`);
    const cloned = await plugIn(other);
    await cloned.hold(copy);
    await showPasskey(other, cloned);
    await other.getByText('That passkey was not accepted.').first().waitFor();
    await page.goto(`${app.url}/account/history`);
    await page.getByText('A passkey was refused: there may be a copy of it').waitFor();
    await app.smtp.mailTo(ada.email, { subject: /passkey was refused/ });
    await logOut(page);
    await logInByPasskey(page, key);
  },
);

walk(
  'trusts a browser with a passkey, and another account knows nothing of it',
  async ({ app, page, another }) => {
    await enterByMail(page, app, ada);
    const key = await plugIn(page, { verifiesUser: false });
    await addPasskey(page, key, 'Key');
    await logOut(page);
    await logIn(page, app, ada);
    await page.getByLabel('Trust this browser for 30 days').check();
    await useAsSecond(page, key);
    await page.getByText('Welcome back, ada!').waitFor();
    await logOut(page);
    await logIn(page, app, ada);
    await page.getByText('Welcome back, ada!').waitFor();
    const grace = person('grace');
    const other = await another();
    await enterByMail(other, app, grace);
    const hers = await plugIn(other, { verifiesUser: false });
    await addPasskey(other, hers, 'Key');
    await logOut(page);
    await logIn(page, app, grace);
    await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
    await key.touch(async () => {
      await page.getByRole('button', { name: 'Use a Passkey' }).click();
      await page.getByText('No passkey was used.').waitFor();
    });
  },
);

walk(
  'is asked for a proof, and one passkey is both; what was sent waits for one click',
  async ({ app, page }) => {
    await enterByMail(page, app, ada);
    const key = await plugIn(page);
    await addPasskey(page, key, 'Key');
    letProofsAge(app);
    await page.goto(`${app.url}/account/security/totp`);
    await page.getByText('This is the first.').waitFor();
    await useAsSecond(page, key);
    await page.getByRole('heading', { name: 'Set Up an Authenticator App' }).waitFor();
    await page.goto(`${app.url}/account/security`);
    await page.getByRole('link', { name: 'Remove: Key' }).click();
    letProofsAge(app);
    await page.getByRole('button', { name: 'Remove the Passkey' }).click();
    await page.getByText('Remove the passkey “Key” from your account').waitFor();
    await useAsSecond(page, key);
    await page.getByRole('button', { name: 'Do It Now' }).click();
    await page.getByText('The passkey is removed.').waitFor();
    await page.getByText('Two-step log-in is off.').waitFor();
  },
);

walk('is asked for both, and a key without a PIN is the second one only', async ({ app, page }) => {
  await enterByMail(page, app, ada);
  const key = await plugIn(page, { verifiesUser: false });
  await addPasskey(page, key, 'Key');
  letProofsAge(app);
  await page.goto(`${app.url}/account/security/totp`);
  await useAsSecond(page, key);
  await page.getByText('That passkey asked for no fingerprint, face or PIN').waitFor();
  await page.getByLabel('Password').fill(ada.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Set Up an Authenticator App' }).waitFor();
});

walk(
  'needs a second factor at the next log-in, takes a passkey, and comes where the way had led',
  async ({ app, page }) => {
    await signUpByMail(page, app, ada);
    await page.goto(`${app.url}/dashboard?tab=2`);
    await logInOn(page, ada);
    const key = await plugIn(page);
    await key.knowsUser(false);
    await key.touch(async () => {
      await page.getByRole('button', { name: 'Add a Passkey' }).click();
      await page.getByText('No passkey was made. Nothing has changed').waitFor();
      await key.knowsUser(true);
      await page.getByRole('button', { name: 'Add a Passkey' }).click();
      await page.getByText('The passkey is added.').waitFor();
    });
    await keepCodes(page);
    assert.equal(pathOf(page), '/dashboard?tab=2');
    await logOut(page);
    await logInByPasskey(page, key);
    await page.goto(`${app.url}/account/security`);
    await page.getByText('This site asks everybody for a second step, and this is your last one.').waitFor();
    assert.equal(await page.getByRole('link', { name: /^Remove: / }).count(), 0);
  },
  { LATCHKEY_SECOND_FACTOR: 'required' },
);

walk('has a passkey and no JavaScript: every other way is there', async ({ app, page, another }) => {
  await enterByMail(page, app, ada);
  const key = await plugIn(page);
  await addPasskey(page, key, 'Key');
  const codes = await keepCodes(page);
  const other = await another({ javaScriptEnabled: false });
  await other.goto(`${app.url}/login`);
  assert.equal(await other.getByRole('button', { name: /Passkey/ }).count(), 0);
  await other.getByRole('link', { name: 'Log in by mail, without a password' }).waitFor();
  await other.getByRole('link', { name: 'Forgot your password?' }).waitFor();
  await logInOn(other, ada);
  await other.getByText('This browser cannot use passkeys here').waitFor();
  await other.getByRole('link', { name: 'Use a recovery code' }).click();
  await other.getByLabel('Recovery code').fill(codes[1] ?? '');
  await other.keyboard.press('Enter');
  await other.getByText('9 are left.').waitFor();
  await other.goto(`${app.url}/account/security/passkeys/add`);
  await other.getByText('This browser cannot use passkeys here').waitFor();
  assert.equal(await other.getByRole('button', { name: 'Go On' }).count(), 0);
  await other.goto(`${app.url}/account/security`);
  await other.getByRole('link', { name: 'Remove: Key' }).click();
  await other.getByRole('button', { name: 'Remove the Passkey' }).click();
  await other.getByText('The passkey is removed.').waitFor();
});

browserTest(
  'somebody without mail lives without a password, and cannot lose the last way in',
  async ({ context }) => {
    await using app = await startApp();
    const page = await context.newPage();
    const heard = complaints(page);
    await enter(page, { url: app.url, who: ada });
    const key = await plugIn(page);
    await addPasskey(page, key, 'Phone');
    await keepCodes(page);
    await page.getByRole('link', { name: 'Remove your password' }).click();
    await page.getByRole('button', { name: 'Remove My Password' }).click();
    await page.getByText('Your password is removed.').waitFor();
    await page.getByText('Your account has no password.').waitFor();
    await logOut(page);
    await logInOn(page, ada);
    await page.getByText('Invalid email or password. Please try again.').first().waitFor();
    await logInByPasskey(page, key);
    letProofsAge(app);
    await page.goto(`${app.url}/account/security`);
    await page.getByRole('link', { name: 'Remove: Phone' }).click();
    assert.equal(await page.getByLabel('Password').count(), 0);
    await useAsSecond(page, key);
    await page.getByRole('button', { name: 'Remove the Passkey' }).click();
    await page.getByText('This is the last way to log in to your account.').first().waitFor();
    await page.goto(`${app.url}/account/security`);
    await page.getByRole('link', { name: 'Choose a password' }).click();
    await page.getByLabel('Password', { exact: true }).fill('an even better password');
    await page.getByLabel('Confirm Password').fill('an even better password');
    await page.getByRole('button', { name: 'Save the Password' }).click();
    await page.getByText('Your password is saved.').waitFor();
    await logOut(page);
    await logInOn(page, { ...ada, password: 'an even better password' });
    await page.getByRole('heading', { name: 'Two-Step Log-In' }).waitFor();
    assert.deepEqual(heard, []);
  },
);

browserTest('a password manager finds the pages for passkeys', async ({ context }) => {
  await using app = await startApp();
  const page = await context.newPage();
  await enter(page, { url: app.url, who: ada });
  const answer = await page.request.get(`${app.url}/.well-known/passkey-endpoints`, { maxRedirects: 0 });
  assert.equal(answer.status(), 200);
  const { enroll, manage } = await answer.json();
  await page.goto(enroll);
  await page.getByRole('heading', { name: 'Add a Passkey' }).waitFor();
  await page.goto(manage);
  await page.getByRole('heading', { name: 'Security' }).waitFor();
});

async function addPasskey(page: Page, key: VirtualKey, name: string): Promise<void> {
  await page.goto(new URL('/account/security', page.url()).href);
  await page.getByRole('link', { name: 'Add a Passkey' }).click();
  await page.getByLabel('Name (optional)').fill(name);
  await key.touch(async () => {
    await page.getByRole('button', { name: 'Go On' }).click();
    await page.locator('[role="status"]:not(:empty)').first().waitFor();
  });
}

/** At the log-in page, whatever comes of it. */
async function showPasskey(page: Page, key: VirtualKey): Promise<void> {
  await key.touch(async () => {
    const answered = page.waitForResponse('**/login/passkey*');
    await page.getByRole('button', { name: 'Continue with a Passkey' }).click();
    await answered;
  });
}

async function logInByPasskey(page: Page, key: VirtualKey): Promise<void> {
  await showPasskey(page, key);
  await page.getByText('Welcome back, ada!').waitFor();
}

async function useAsSecond(page: Page, key: VirtualKey): Promise<void> {
  await key.touch(async () => {
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Use a Passkey' }).click();
    await sent;
  });
}

/** Runs in the page. */
function offerNothing(): void {
  PublicKeyCredential.isConditionalMediationAvailable = async () => false;
}

declare global {
  interface Window {
    asked: CredentialRequestOptions[];
  }
}

/** Runs in the page. */
function noteAsked(): void {
  window.asked = [];
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = (options = {}) => {
    window.asked.push(options);
    return get(options);
  };
}

const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

const namesOf = (page: Page) => page.locator('section[aria-labelledby="passkeys"] h3').allTextContents();
