import { accountProfile } from './english/account-profile.ts';
import { accountRecords } from './english/account-records.ts';
import { emailChange } from './english/email-change.ts';
import { magicLink } from './english/magic-link.ts';
import { mails } from './english/mails.ts';
import { notices } from './english/notices.ts';
import { recovery } from './english/recovery.ts';
import { secondFactor } from './english/second-factor.ts';
import { security } from './english/security.ts';
import { site } from './english/site.ts';
import { stepUp } from './english/step-up.ts';
import { verification } from './english/verification.ts';

/** Every text on a page and in a mail, under its id. A text that needs values is a function of them. */
export const english = {
  ...site,
  ...verification,
  ...recovery,
  ...magicLink,
  ...secondFactor,
  ...stepUp,
  ...emailChange,
  ...accountProfile,
  ...accountRecords,
  ...security,
  ...mails,
  ...notices,
};
