import { isIP } from 'node:net';
import { isAtLocalhost } from './loopback.ts';
import type { Settings } from './settings/settings.ts';

/** Where a browser of this machine finds a server that has no base URL: `http://localhost:5000`. */
export function localUrl(host: string, port: number): string {
  return `http://${isAtLocalhost(host) ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Where links begin that a command makes: it does not know what port a running server took, but from the settings. */
export function baseUrlOf({ baseUrl, host, port }: Pick<Settings, 'baseUrl' | 'host' | 'port'>): string {
  return baseUrl ?? localUrl(host, port);
}
