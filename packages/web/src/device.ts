import type { Messages } from './messages/messages.ts';

type Named = readonly [name: string, sign: RegExp];

// In this order: nearly everybody also says what they descend from.
const browsers: readonly Named[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|OPT|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|HeadlessChrome|Chromium|CriOS)\//],
  ['Safari', /\((?:Macintosh|iPhone|iPad|iPod)\b.* Version\/.* Safari\//],
  ['curl', /^curl\//],
];

const systems: readonly Named[] = [
  ['Windows', /\bWindows\b/],
  ['iPhone', /\b(?:iPhone|iPod)\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

type DeviceTexts = Pick<Messages, 'device.on' | 'device.unknown' | 'device.unknown-on'>;

/**
 * A User-Agent in words: "Firefox on Linux". Made of the names above alone: whoever logs in can send any text, and it must
 * not turn up on a page or in a mail. It is a hint for people, never a proof.
 */
export function deviceIn(text: DeviceTexts, agent: string | undefined): string {
  const read = (agent ?? '').slice(0, 512);
  const browser = nameIn(browsers, read);
  const system = nameIn(systems, read);
  if (system === undefined) return browser ?? text['device.unknown'];
  return browser === undefined
    ? text['device.unknown-on']({ system })
    : text['device.on']({ browser, system });
}

function nameIn(known: readonly Named[], agent: string): string | undefined {
  return known.find(([, sign]) => sign.test(agent))?.[0];
}
