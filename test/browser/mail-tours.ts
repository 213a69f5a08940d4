import { everyFactorPage, everySetUpPage } from './every-factor-page.ts';
import { everyBannerPage, everyMailPage } from './every-mail-page.ts';

/** Together every page of a server with mail, each with the settings that it needs. */
export const mailTours = [
  [{}, everyMailPage],
  [{ VERIFICATION: 'banner' }, everyBannerPage],
  [{}, everyFactorPage],
  [{ LATCHKEY_SECOND_FACTOR: 'required' }, everySetUpPage],
] as const;
