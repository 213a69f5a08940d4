export type { Accent } from './assets/accent.ts';
export {
  createFormProtection,
  type FormProtection,
  type FormProtectionOptions,
} from './form-protection.ts';
export { type LoginForAccounts, type LoginForOptions, loginFor } from './login-for.ts';
export {
  createMessages,
  faultText,
  type MessageId,
  type Messages,
  type ShownFault,
} from './messages/messages.ts';
export type { FormLimits, WebApp } from './site.ts';
export { createWeb, type WebSettings } from './web.ts';
