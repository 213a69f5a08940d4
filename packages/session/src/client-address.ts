import { BlockList, isIP } from 'node:net';
import { codedError } from './errors.ts';

/** From the address of the peer and the text of `X-Forwarded-For` to the address of the client. */
export type ClientAddress = (peer: string, forwardedFor: string | null) => string;

/**
 * @param trustedProxies addresses, CIDRs, `loopback`, `private`, separated by commas, or a number of hops; empty: none,
 * and the header is never believed. It is read from the right, because whatever stands to the left of the last trusted
 * proxy was written by the client (ASVS 4.1.3).
 * @throws `trusted-proxies-invalid`
 */
export function createClientAddress(trustedProxies: string): ClientAddress {
  const text = trustedProxies.trim();
  if (text === '') return (peer) => plain(peer);
  if (/^\d{1,2}$/.test(text)) return byHops(Number(text));
  const trusted = listOf(text.split(',').map((part) => part.trim()));
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (peer, forwardedFor) => {
    let client = plain(peer);
    for (const hop of hopsFromTheRight(forwardedFor)) {
      if (isIP(client) === 0 || !isTrusted(client)) return client;
      if (isIP(hop) === 0) return client;
      client = hop;
    }
    return client;
  };
}

function byHops(hops: number): ClientAddress {
  return (peer, forwardedFor) => {
    const chain = [plain(peer), ...hopsFromTheRight(forwardedFor)];
    const client = chain.slice(0, hops + 1).findLast((address) => isIP(address) !== 0);
    return client ?? plain(peer);
  };
}

/** At most 20: nobody stands behind more proxies, and the header comes from outside. */
function hopsFromTheRight(forwardedFor: string | null): string[] {
  if (forwardedFor === null) return [];
  return forwardedFor
    .split(',')
    .slice(-20)
    .reverse()
    .map((hop) => plain(withoutPort(hop.trim())));
}

/** `[2001:db8::1]:443` and `192.0.2.1:443`, as some proxies write. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(hop);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  return /^[\d.]+:\d+$/.test(hop) ? hop.slice(0, hop.indexOf(':')) : hop;
}

/** `::ffff:192.0.2.1` is 192.0.2.1; a zone (`fe80::1%eth0`) is no part of the address. */
function plain(address: string): string {
  const zoneless = address.split('%')[0] ?? '';
  const mapped = /^::ffff:([\d.]+)$/i.exec(zoneless);
  return mapped?.[1] ?? zoneless.toLowerCase();
}

const names = new Map([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fe80::/10']],
]);

function listOf(parts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const part of parts.flatMap((name) => names.get(name) ?? [name])) {
    const [address = '', bits, ...rest] = part.split('/');
    const family = isIP(address);
    const widest = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (family === 0 || rest.length > 0 || !(prefix <= widest)) {
      throw codedError(
        'trusted-proxies-invalid',
        `\`${part}\` is not an address, a CIDR, \`loopback\`, \`private\` or a number of hops.`,
      );
    }
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
