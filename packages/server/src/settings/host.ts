import { isIP } from 'node:net';

/** An address without brackets, or a host name: neither scheme nor port. */
export function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^(?=.{1,253}$)[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(text);
}
