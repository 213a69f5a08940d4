import type { english } from './english.ts';
import { accountProfile } from './german/account-profile.ts';
import { accountRecords } from './german/account-records.ts';
import { emailChange } from './german/email-change.ts';
import { magicLink } from './german/magic-link.ts';
import { mails } from './german/mails.ts';
import { notices } from './german/notices.ts';
import { recovery } from './german/recovery.ts';
import { secondFactor } from './german/second-factor.ts';
import { security } from './german/security.ts';
import { site } from './german/site.ts';
import { stepUp } from './german/step-up.ts';
import { verification } from './german/verification.ts';
import type { Part } from './part.ts';

/** Complete, or it does not compile. */
export const german: Part<typeof english> = {
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
