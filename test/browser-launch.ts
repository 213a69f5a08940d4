import { after, type TestContext, test } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { findChromium, noChromium } from './find-chromium.ts';

export { findChromium };

export interface LaunchOptions {
  /** More flags for Chromium, such as `--host-resolver-rules=MAP example.test 127.0.0.1`. */
  readonly flags?: readonly string[];
}

/**
 * Starts a headless Chromium that speaks to nobody but the pages under test. The caller closes it.
 * @throws when there is none: ask `findChromium` first, or use `browserTest`
 */
export function launchChromium({ flags = [] }: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(noChromium());
  return chromium.launch({ executablePath, headless: true, args: [...quietFlags, ...rootFlags(), ...flags] });
}

const quietFlags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium refuses to run as root inside its sandbox; as anyone else it keeps it. */
function rootFlags(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

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
