import type { Page } from 'playwright-core';
import { letCodesRest, letProofsAge, openMail, send, shutAppOut } from './app.ts';
import { logIn, opener, signUpForm, type Tour } from './every-mail-page.ts';
import { type Phone, phoneFor } from './factors.ts';
import { plugIn, type VirtualKey } from './virtual-key.ts';

/** Of somebody who comes to have every factor there is; in any language, as `everyMailPage`. */
export async function everyFactorPage(page: Page, tour: Tour): Promise<void> {
  const { app, who, look } = tour;
  const open = opener(page, app);
  await signUp(page, tour);
  await logIn(page, { app, who });
  await open('/account/security');
  await look('security-off');
  const phone = await appPages(page, tour);
  const codes = await codePages(page, tour);
  const key = await passkeyPages(page, tour);
  await removalPages(page, tour);
  await confirmPages(page, { tour, phone });
  await resumePages(page, { tour, key });
  await secondStepPages(page, { tour, phone });
  await disabledPages(page, { tour, code: codes[1] ?? '' });
  await pagesWithoutPassword(page, tour);
}

/** With `LATCHKEY_SECOND_FACTOR=required`. */
export async function everySetUpPage(page: Page, tour: Tour): Promise<void> {
  const { app, who, look } = tour;
  const open = opener(page, app);
  await signUp(page, tour);
  await open('/login');
  await send(page, { email: who.email, password: who.password });
  await page.waitForURL('**/login/set-up');
  await look('set-up');
  await page.evaluate("document.querySelector('form[data-passkey]').submit()");
  await page.waitForURL('**/login/set-up/passkey');
  await look('set-up-faults');
  await open('/login/set-up/totp');
  await look('set-up-totp');
  const phone = await phoneFor(page);
  await send(page, { code: phone.wrongCode() });
  await look('set-up-totp-faults');
  await send(page, { code: phone.code() });
  await page.waitForURL('**/recovery-codes*');
  await look('codes-after-set-up');
  await open('/account/security');
  await look('security-required');
  await open('/account/security/totp/remove');
  await look('totp-remove-last');
}

async function signUp(page: Page, { app, who }: Tour): Promise<void> {
  await opener(page, app)('/signup');
  await send(page, signUpForm(who));
  await page.waitForURL('**/signup/sent');
  await openMail(page, app, { to: who.email });
  await send(page);
  await page.waitForURL('**/login');
}

async function appPages(page: Page, { app, look }: Tour): Promise<Phone> {
  await opener(page, app)('/account/security/totp');
  await look('totp');
  const phone = await phoneFor(page);
  await send(page, { code: phone.wrongCode() });
  await look('totp-faults');
  await send(page, { code: phone.code() });
  await page.waitForURL('**/recovery-codes');
  return phone;
}

async function codePages(page: Page, { app, look }: Tour): Promise<string[]> {
  const open = opener(page, app);
  await look('codes');
  await open('/account/security');
  await look('security-without-codes');
  await open('/account/security/recovery-codes');
  await send(page);
  await look('codes-new');
  const codes = await page.locator('#codes li').allTextContents();
  await send(page, { code: 'nonsense' });
  await look('codes-faults');
  await send(page, { code: codes[0] ?? '' });
  await page.waitForURL('**/account/security');
  await look('security-app');
  await open('/account/security/recovery-codes');
  await look('codes-again');
  return codes;
}

interface WithKey {
  readonly tour: Tour;
  readonly key: VirtualKey;
}

/** A security key, and a passkey with a name as long as its owner's: the one that stays plugged in. */
async function passkeyPages(page: Page, tour: Tour): Promise<VirtualKey> {
  const { app, look } = tour;
  const open = opener(page, app);
  const bare = await plugIn(page, { verifiesUser: false });
  await addPasskey(page, { tour, key: bare, name: 'Key in the drawer' });
  await bare.unplug();
  const key = await plugIn(page, { isSynced: true });
  await open('/account/security/passkeys/add');
  await look('passkey-add');
  await key.knowsUser(false);
  await pressPasskey(page, key);
  await page.locator('form [role="status"]:not(:empty)').waitFor();
  await look('passkey-add-cancelled');
  await key.knowsUser(true);
  await page.locator('[name="name"]').fill('x'.repeat(65));
  await pressPasskey(page, key);
  await page.locator('.summary').waitFor();
  await look('passkey-add-faults');
  await addPasskey(page, { tour, key, name: `${tour.who.username}’s phone`.slice(0, 64) });
  await look('security-passkeys');
  await page.locator('a[href*="/passkeys/rename"]').last().click();
  await look('passkey-rename');
  await send(page, { name: '' });
  await look('passkey-rename-faults');
  return key;
}

async function addPasskey(page: Page, { tour, key, name = '' }: WithKey & { name?: string }): Promise<void> {
  await opener(page, tour.app)('/account/security/passkeys/add');
  await page.locator('[name="name"]').fill(name);
  await pressPasskey(page, key);
  await page.waitForURL('**/account/security');
}

/** Whatever the page asks a passkey for. */
async function pressPasskey(page: Page, key: VirtualKey): Promise<void> {
  await key.touch(async () => {
    await page.locator('form[data-passkey] button').click();
    await page.locator('form [role="status"]:not(:empty), .flash, .summary').first().waitFor();
  });
}

async function removalPages(page: Page, { app, look }: Tour): Promise<void> {
  const open = opener(page, app);
  await open('/account/security');
  await page.locator('a[href*="/passkeys/remove"]').last().click();
  await look('passkey-remove');
  await open('/account/security/totp');
  await look('totp-replace');
  await open('/account/security/totp/remove');
  await look('totp-remove');
  await open('/account/security/password/remove');
  await look('password-remove');
}

interface WithPhone {
  readonly tour: Tour;
  readonly phone: Phone;
}

async function confirmPages(page: Page, { tour: { app, look }, phone }: WithPhone): Promise<void> {
  const open = opener(page, app);
  await open('/confirm?then=factor');
  await look('confirm-both');
  await send(page, { password: 'a wrong password' });
  await look('confirm-both-faults');
  await open('/confirm/factor');
  await look('confirm-factor');
  await send(page, { code: phone.wrongCode() });
  await look('confirm-factor-faults');
  await open('/confirm/factor?by=recovery-code');
  await look('confirm-factor-recovery-code');
}

/** A form that waits for a proof, and what it comes to. */
async function resumePages(page: Page, { tour: { app, look }, key }: WithKey): Promise<void> {
  await opener(page, app)('/account/security');
  await page.locator('a[href*="/passkeys/remove"]').last().click();
  letProofsAge(app);
  await send(page);
  await look('confirm-action');
  await key.touch(async () => {
    await page.locator('form[data-passkey] button').click();
    await page.waitForURL('**/confirm/resume?*');
  });
  await look('resume');
}

async function secondStepPages(page: Page, { tour, phone }: WithPhone): Promise<void> {
  const { app, who, look } = tour;
  const open = opener(page, app);
  await page.context().clearCookies();
  await open('/login');
  await page.evaluate("document.querySelector('form[data-passkey]').submit()");
  await page.locator('.summary').waitFor();
  await look('login-passkey-faults');
  await send(page, { email: who.email, password: who.password });
  await page.waitForURL('**/login/factor');
  await look('second-factor');
  await send(page, { code: phone.wrongCode() });
  await look('second-factor-faults');
  await open('/login');
  await look('login-begun');
  for (const by of ['passkey', 'recovery-code']) {
    await open(`/login/factor?by=${by}`);
    await look(`second-factor-${by}`);
  }
  await send(page, { code: 'nonsense' });
  await look('second-factor-recovery-code-faults');
  await open('/login/factor');
  await page.locator('#trust').check();
  letCodesRest(app);
  await send(page, { code: phone.code() });
  await page.waitForURL('**/dashboard');
  await open('/account/security');
  await look('security');
}

async function disabledPages(page: Page, { tour: { app, look }, code }: WithCode): Promise<void> {
  const open = opener(page, app);
  shutAppOut(app);
  await open('/account/security');
  await look('security-shut-out');
  await open('/confirm/factor?by=totp');
  await look('confirm-factor-shut-out');
  await open('/confirm/factor?by=recovery-code');
  await send(page, { code });
  await page.waitForURL('**/dashboard');
  await look('recovery-code-used');
}

interface WithCode {
  readonly tour: Tour;
  /** For recovery. */
  readonly code: string;
}

async function pagesWithoutPassword(page: Page, { app, look }: Tour): Promise<void> {
  const open = opener(page, app);
  await open('/account/security/password/remove');
  await send(page);
  await page.waitForURL('**/account/security');
  await look('security-without-password');
  await open('/account/password');
  await look('password-first');
  await open('/confirm');
  await look('confirm-without-password');
}
