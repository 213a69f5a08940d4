import type { Browser } from '@latchkey/session/testing';
import { type App, addApp, stepTwo } from '../test-factors.ts';
import { logIn, type TestScope, type TestSite, type TestSiteOptions, testSite } from '../test-site.ts';

export interface Scene {
  readonly site: TestSite;
  readonly browser: Browser;
}

/** ada, with a proven address, logged in by her password. */
export async function loggedIn(scope: TestScope, options: TestSiteOptions = { mail: true }): Promise<Scene> {
  const site = await testSite(scope, options);
  await site.makeUser();
  await proveAddress(site);
  const browser = site.browser();
  await logIn(browser);
  return { site, browser };
}

/** The same with an authenticator app, logged in by both. */
export async function loggedInTwice(
  scope: TestScope,
  options: TestSiteOptions = { mail: true },
): Promise<Scene & { readonly app: App }> {
  const site = await testSite(scope, options);
  await site.makeUser();
  await proveAddress(site);
  const app = await addApp(site);
  const browser = site.browser();
  await logIn(browser);
  await stepTwo(browser, app);
  site.later(60_000);
  return { site, browser, app };
}

async function proveAddress({ accounts }: TestSite): Promise<void> {
  await accounts.database.kysely.updateTable('users').set({ email_verified_at: 1 }).execute();
}

/** What the owner was told of the factors, oldest first. */
export async function noticesOf(site: TestSite): Promise<string[]> {
  const mails = await site.mails();
  const ofFactors = mails.filter(({ template }) => /^(?:factor|passkey|recovery)/.test(template));
  return ofFactors.map(({ template, data: { factor } }) => (factor ? `${template} ${factor}` : template));
}
