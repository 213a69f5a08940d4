import type { emailChange as english } from '../english/email-change.ts';
import type { Part } from '../part.ts';

export const emailChange: Part<typeof english> = {
  'dead-link.title': 'Dieser Link gilt nicht mehr',
  'dead-link.text':
    'Er wurde schon benutzt, ist zu alt, oder ein neuerer hat ihn abgelöst. Wenn Sie schon auf seine Schaltfläche geklickt haben, ist alles erledigt. Falls Sie ihn kopiert haben, prüfen Sie bitte, ob er vollständig ist.',

  'email-change.title': 'E‑Mail-Adresse ändern',
  'email-change.add-title': 'E‑Mail-Adresse angeben',
  'email-change.text':
    'Wir schicken einen Link an die neue Adresse. Sie gilt, sobald Sie sie über den Link bestätigt haben. Die alte Adresse erfährt davon und kann die Änderung aufhalten.',
  'email-change.add-text':
    'Wir schicken einen Link an die Adresse. Sie gilt, sobald Sie sie über den Link bestätigt haben.',
  'email-change.current': 'Bisherige E-Mail-Adresse',
  'email-change.new': 'Neue E-Mail-Adresse',
  'email-change.button': 'Link schicken',
  'email-change.back': 'Zurück zu Ihrem Konto',
  'email-change.pending': 'Eine Änderung steht aus',
  'email-change.pending-text': 'Öffnen Sie den Link in der E-Mail an diese Adresse.',
  'email-change.pending-email': 'Neue E-Mail-Adresse',
  'email-change.pending-until': 'Link gilt bis',
  'email-change.pending-hint':
    'Nach einigen Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach. Wenn Sie das Formular noch einmal absenden, gilt nur der neueste Link.',
  'email-change.withdraw': 'Änderung abbrechen',

  'email-confirm.title': 'Neue E‑Mail-Adresse bestätigen',
  'email-confirm.text': 'Noch ein Klick, und dies ist die Adresse des Kontos.',
  'email-confirm.text-elsewhere':
    'Das Konto ist in diesem Browser nicht angemeldet. Öffnen Sie den Link dort, wo es angemeldet ist, oder geben Sie hier sein Passwort ein.',
  'email-confirm.not-you':
    'Sie haben das nicht beantragt oder kennen das Konto nicht? Dann schließen Sie diese Seite: Ohne die Schaltfläche ändert sich nichts.',
  'email-confirm.account': 'Konto',
  'email-confirm.new': 'Neue E-Mail-Adresse',
  'email-confirm.now': ({ name }) => `Sie sind angemeldet als ${name}.`,
  'email-confirm.other': 'Sie sind hier an einem anderen Konto angemeldet als dem, für das dieser Link gilt.',
  'email-confirm.button': 'Diese Adresse bestätigen',
  'email-confirm.ask-again': 'Neuen Link anfordern',
  'email-confirm.taken-title': 'Diese Adresse gehört zu einem anderen Konto',
  'email-confirm.taken-text':
    'Inzwischen wurde mit ihr ein anderes Konto angelegt, deshalb kann sie nicht die Adresse dieses Kontos werden. Es wurde nichts geändert.',
  'email-confirm.other-address': 'Andere Adresse wählen',

  'email-cancel.title': 'Änderung der Adresse aufhalten',
  'email-cancel.text':
    'Jemand, der an diesem Konto angemeldet war, möchte eine andere E-Mail-Adresse dafür. Wenn Sie das nicht waren, halten Sie es auf.',
  'email-cancel.account': 'Konto',
  'email-cancel.new': 'Neue E-Mail-Adresse',
  'email-cancel.button': 'Änderung aufhalten',
  'email-cancel.account-link': 'Zu Ihrem Konto',

  'fault.email.same-as-before': 'Das ist bereits Ihre E-Mail-Adresse.',

  'flash.email-change-asked':
    'Wir haben eine E-Mail an die neue Adresse geschickt. Öffnen Sie den Link darin, um die Änderung abzuschließen.',
  'flash.email-change-withdrawn': 'Die Änderung ist abgebrochen. Ihre E-Mail-Adresse ist dieselbe wie zuvor.',
  'flash.email-changed': 'Die E-Mail-Adresse wurde geändert.',
  'flash.email-changed-of-other': 'Die E-Mail-Adresse des anderen Kontos wurde geändert.',
  'flash.email-change-stopped':
    'Die Änderung ist aufgehalten: Die E-Mail-Adresse des Kontos ist dieselbe wie zuvor.',
  'flash.email-change-stopped-next':
    'Wenn Sie es nicht waren, ist jemand anderes an dem Konto angemeldet oder kennt sein Passwort. Wählen Sie hier ein neues: Das beendet jede Sitzung des Kontos.',
};
