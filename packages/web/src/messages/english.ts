import { accountProfile } from './english/account-profile.ts';
import { accountRecords } from './english/account-records.ts';
import { emailChange } from './english/email-change.ts';
import { magicLink } from './english/magic-link.ts';
import { mails } from './english/mails.ts';
import { notices } from './english/notices.ts';
import { recovery } from './english/recovery.ts';
import { site } from './english/site.ts';
import { verification } from './english/verification.ts';

/** Every text on a page and in a mail, under its id. A text that needs values is a function of them. */
export const english = {
  ...site,
  ...verification,
  ...recovery,
  ...magicLink,
  ...emailChange,
  ...accountProfile,
  ...accountRecords,
  ...mails,
  ...notices,
};
