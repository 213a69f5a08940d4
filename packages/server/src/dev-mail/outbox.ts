import type { Deliver, OutgoingMail } from '@latchkey/accounts';
import type { Log } from '../log.ts';

/** Where mails end in development, in place of a mail server: in memory, the newest 100 of them. */
export interface Outbox {
  /** Takes a mail as a mail server would. */
  readonly deliver: Deliver;
  /** Newest first. */
  list(): readonly OutgoingMail[];
  find(id: number): OutgoingMail | undefined;
}

const most = 100;

export function createOutbox({ log }: { readonly log: Pick<Log, 'info'> }): Outbox {
  let kept: readonly OutgoingMail[] = [];
  return {
    async deliver(mail) {
      const others = kept.filter(({ id }) => id !== mail.id);
      kept = [mail, ...others].sort((one, other) => other.id - one.id).slice(0, most);
      // Never its text: the link in it logs somebody in, and logs are read by more people.
      log.info({ to: mail.recipient, subject: mail.subject }, 'A mail is at /dev/mail.');
      return { ok: true };
    },
    list: () => kept,
    find: (id) => kept.find((mail) => mail.id === id),
  };
}
