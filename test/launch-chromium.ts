import { type Browser, chromium } from 'playwright-core';
import { findChromium, noChromium } from './find-chromium.ts';

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
  return chromium.launch({ executablePath, headless: true, args: [...chromiumFlags(), ...flags] });
}

/** Chromium refuses to run as root inside its sandbox; as anyone else it keeps it. */
export function chromiumFlags(): string[] {
  return process.getuid?.() === 0 ? [...quietFlags, '--no-sandbox'] : [...quietFlags];
}

const quietFlags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
