import { BlockList, isIP } from 'node:net';

const addresses = new BlockList();
addresses.addSubnet('127.0.0.0', 8, 'ipv4');
addresses.addAddress('::1', 'ipv6');

/** Whether nobody but this machine is there: `localhost`, 127.0.0.0/8, `::1`, and `::ffff:127.0.0.1` as a server on `::` sees it. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  return isIP(host) !== 0 && addresses.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

/** Whether `http://localhost` leads to a server with this `HOST`; other addresses of loopback it does not lead to. */
export function isAtLocalhost(host: string): boolean {
  return ['loopback', '127.0.0.1', '::1', '0.0.0.0', '::'].includes(host);
}
