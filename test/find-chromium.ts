import { existsSync } from 'node:fs';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of the browser the tests drive: `CHROMIUM` of the environment, else the first that stands where it usually does. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  return named === undefined || named === '' ? usualPlaces.find(existsSync) : existing(named);
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

/** The one line a person gets instead of the browser tests, or, with `CI=true`, as their failure. */
export function noChromium(): string {
  const place = process.env.CHROMIUM || usualPlaces[0];
  const end = process.env.CI === 'true' ? 'the browser tests cannot run' : 'browser tests skipped';
  return `No Chromium found at ${place}; ${end}. Install it with \`apt-get install chromium\`, or name yours in CHROMIUM.`;
}
