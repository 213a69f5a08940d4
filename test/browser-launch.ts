import { after, type TestContext, test } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { findChromium } from './find-chromium.ts';
import { type LaunchOptions, launchChromium } from './launch-chromium.ts';

export interface BrowserTestOptions extends LaunchOptions {
  /** Settings of the fresh context each test gets, such as `{ javaScriptEnabled: false }`. */
  readonly context?: BrowserContextOptions;
}

export interface BrowserTestContext {
  readonly t: TestContext;
  /** Not logged in anywhere, and closed after the test. */
  readonly context: BrowserContext;
  readonly browser: Browser;
}

/**
 * One test in a browser of its own making: a fresh context in a Chromium that the tests of a file share (one per set of flags).
 * Without Chromium the test is skipped; with `CI=true` it fails.
 */
export function browserTest(
  name: string,
  run: (given: BrowserTestContext) => Promise<void>,
  { context: contextOptions = {}, ...launch }: BrowserTestOptions = {},
): void {
  const missing = findChromium() === undefined;
  const skip = missing && process.env.CI !== 'true' ? 'no Chromium' : false;
  void test(name, { skip }, async (t) => {
    const browser = await sharedBrowser(launch);
    const context = await browser.newContext(contextOptions);
    context.setDefaultTimeout(10_000);
    try {
      await run({ t, context, browser });
    } finally {
      await context.close();
    }
  });
}

const browsers = new Map<string, Promise<Browser>>();

after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
});

function sharedBrowser(options: LaunchOptions): Promise<Browser> {
  const key = (options.flags ?? []).join(' ');
  const running = browsers.get(key) ?? launchChromium(options);
  browsers.set(key, running);
  return running;
}
