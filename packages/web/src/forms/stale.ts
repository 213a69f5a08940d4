import type { Messages } from '../messages/messages.ts';

/** What to say about a form whose token does not count any more. */
export function staleText(text: Messages, stale: 'stale' | 'no-cookie'): string {
  return text[stale === 'stale' ? 'form.stale' : 'form.no-cookies'];
}
