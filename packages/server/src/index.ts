export { createLog, type Log, type LogSettings } from './log.ts';
export { type RunningServer, type ServerOptions, startServer } from './serve.ts';
export { type LoadedSettings, loadSettings } from './settings/load-settings.ts';
export { makeKey } from './settings/make-key.ts';
export { type ParsedSecretKeys, parseSecretKeys, type SecretKeys } from './settings/secret-key.ts';
export type { Environment, Settings } from './settings/settings.ts';
export type { StartRefused } from './start-refused.ts';
