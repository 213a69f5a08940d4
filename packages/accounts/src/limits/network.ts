import { isIPv4, isIPv6 } from 'node:net';

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 one, `2001:db8:0:1::/64`, shortened as everybody writes it (RFC 5952). The attack: one home
 * line has 2^64 IPv6 addresses, and with each a fresh limit. IPv4-mapped IPv6 (`::ffff:192.0.2.1`) is IPv4.
 */
export function networkOf(address: string): string {
  const zoneless = address.split('%', 1)[0] ?? '';
  if (isIPv4(zoneless)) return zoneless;
  // Not an address, such as `unix:`; whatever it is, it is one name of bounded length.
  if (!isIPv6(zoneless)) return address.toLowerCase().slice(0, 64);
  const groups = groupsOf(zoneless);
  return mappedIPv4(groups) ?? `${shortened(`${groups.slice(0, 4).map(hex).join(':')}::`)}/64`;
}

function shortened(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [left = '', right] = withoutDots(address).split('::');
  const head = numbersOf(left);
  if (right === undefined) return head;
  const tail = numbersOf(right);
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function numbersOf(half: string): number[] {
  return half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16));
}

/** `::ffff:192.0.2.1` as `::ffff:c000:201`. */
function withoutDots(address: string): string {
  const dotted = /[\d.]+$/.exec(address)?.[0];
  if (!dotted?.includes('.')) return address;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${address.slice(0, -dotted.length)}${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
}

function mappedIPv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : undefined;
}

function hex(group: number): string {
  return group.toString(16);
}
