import type { notices as english } from '../english/notices.ts';
import type { Part } from '../part.ts';

export const notices: Part<typeof english> = {
  'device.on': ({ browser, system }) => `${browser} auf ${system}`,
  'device.unknown': 'Unbekannter Browser',
  'device.unknown-on': ({ system }) => `Unbekannter Browser auf ${system}`,
};
