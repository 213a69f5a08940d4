export type { Accent } from './assets/accent.ts';
export { type Assets, readAssets } from './assets/assets.ts';
export {
  createFormProtection,
  type FormProtection,
  type FormProtectionOptions,
} from './form-protection.ts';
export { type Html, html } from './layout/html.ts';
export { type Layout, logOutForm, renderFlashes } from './layout/layout.ts';
export type { MailedPath } from './layout/mailed-link.ts';
export type { Page } from './layout/page.ts';
export type { View } from './layout/view.ts';
export { type LoginForAccounts, type LoginForOptions, loginFor } from './login-for.ts';
export { type LinkPlace, mailedLink } from './mail/mailed-link.ts';
export { createMails, type MailOptions, type Mails, mailTemplates } from './mail/mails.ts';
export { type SampleOptions, sampleMail } from './mail/sample.ts';
export { english } from './messages/english.ts';
export {
  type Catalogues,
  createCatalogues,
  faultText,
  type MessageId,
  type Messages,
  type OwnMessages,
  type ShownFault,
} from './messages/messages.ts';
export { ourPages, type Pages } from './pages.ts';
export type { FormLimits, WebApp } from './site.ts';
export { createStepUp, type StepUpSettings } from './step-up/create-step-up.ts';
export type { Resuming, StepUp } from './step-up/guards.ts';
export type { Resumes } from './step-up/resumes.ts';
export { createWeb, type WebSettings } from './web.ts';
