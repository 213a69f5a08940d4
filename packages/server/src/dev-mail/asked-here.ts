import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../loopback.ts';

/**
 * Whether a browser on this very machine asks for this very machine. The attacks: another machine of the network opens the
 * page; a proxy or tunnel brings it to the outside; a site lets its own name point here (DNS rebinding), so that its script
 * may read the answer, but the browser then names that site as the host.
 */
export function isAskedHere({ socket, headers }: IncomingMessage): boolean {
  const { remoteAddress } = socket;
  return (
    remoteAddress !== undefined &&
    isLoopback(remoteAddress) &&
    hosts.test(headers.host ?? '') &&
    throughProxy.every((name) => headers[name] === undefined)
  );
}

const hosts = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

const throughProxy = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'via',
];
