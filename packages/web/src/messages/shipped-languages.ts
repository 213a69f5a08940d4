/** The languages that have a catalogue of ours (BCP 47). */
export const shippedLanguages = ['en', 'de'] as const;

export type ShippedLanguage = (typeof shippedLanguages)[number];
