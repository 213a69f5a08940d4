import { isIP } from 'node:net';
import type { Settings } from './settings/settings.ts';

/** Where a browser of this machine finds a server that has no base URL: `http://localhost:5000`. */
export function localUrl(host: string, port: number): string {
  const isLocal = ['loopback', '127.0.0.1', '::1', '0.0.0.0', '::'].includes(host);
  return `http://${isLocal ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Where links begin that a command makes: it does not know what port a running server took, but from the settings. */
export function baseUrlOf({ baseUrl, host, port }: Pick<Settings, 'baseUrl' | 'host' | 'port'>): string {
  return baseUrl ?? localUrl(host, port);
}
