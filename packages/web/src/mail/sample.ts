import { type MailData, type MailTemplate, Secret } from '@latchkey/accounts';

export interface SampleOptions {
  readonly language?: string;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** How long what each mail names lives. */
const lifetimesMs: Partial<Record<MailTemplate, number>> = {
  'verify-address': dayMs,
  'reset-password': 30 * minuteMs,
  'magic-link': 10 * minuteMs,
  'confirm-email': 60 * minuteMs,
  'email-change-asked': dayMs,
  'deletion-asked': 7 * dayMs,
};

const aboutNewAddress: readonly MailTemplate[] = ['confirm-email', 'email-change-asked', 'email-changed'];

const aboutFactor: readonly MailTemplate[] = ['factor-added', 'factor-removed'];

/** What a mail of this kind could be about, to look at one: `compose(sampleMail('new-device'))`. Its link opens nothing. */
export function sampleMail(template: MailTemplate, { language }: SampleOptions = {}): MailData {
  const atMs = Date.UTC(2026, 0, 1, 12);
  const lifetimeMs = lifetimesMs[template];
  return {
    template,
    language,
    name: 'ada',
    atMs,
    address: '192.0.2.1',
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    token: new Secret('a-sample-that-opens-nothing-0000000000000000'),
    ...(lifetimeMs === undefined ? {} : { untilMs: atMs + lifetimeMs }),
    ...(aboutNewAddress.includes(template) ? { email: 'ada@example.net' } : {}),
    ...(aboutFactor.includes(template) ? { factor: 'totp' } : {}),
    ...(template === 'recovery-code-used' ? { codesLeft: 3 } : {}),
  };
}
