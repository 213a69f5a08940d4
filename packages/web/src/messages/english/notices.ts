/** A browser in words, on pages and in mails. */
export const notices = {
  'device.on': ({ browser, system }: { browser: string; system: string }) => `${browser} on ${system}`,
  'device.unknown': 'Unknown browser',
  'device.unknown-on': ({ system }: { system: string }) => `Unknown browser on ${system}`,
};
