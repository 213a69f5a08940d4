export { createLog, type Log, type LogSettings } from './log.ts';
export { type RunningServer, type ServerOptions, startServer } from './serve.ts';
export { type LoadedSettings, loadSettings } from './settings/load-settings.ts';
export type { MailFrom } from './settings/mail-from.ts';
export { makeKey } from './settings/make-key.ts';
export { type ParsedSecretKeys, parseSecretKeys, type SecretKeys } from './settings/secret-key.ts';
export type { Environment, MailWay, Settings } from './settings/settings.ts';
export type { SmtpLogin, SmtpUrl } from './settings/smtp-url.ts';
export type { StartRefused } from './start-refused.ts';
