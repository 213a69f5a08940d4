import type { accountRecords as english } from '../english/account-records.ts';
import type { Part } from '../part.ts';

export const accountRecords: Part<typeof english> = {
  'factor.password': 'Passwort',
  'factor.magic-link': 'Link in einer E-Mail',
  'factor.sign-up-link': 'Link in der E-Mail zur Registrierung',
  'factor.remember-token': 'gemerkter Browser',

  'sessions.title': 'Ihre Sitzungen',
  'sessions.text':
    'Jeder Browser, der an Ihrem Konto angemeldet ist oder ohne Passwort wiederkommt. Wenn Sie einen davon nicht kennen, beenden Sie seine Sitzung und ändern Sie Ihr Passwort.',
  'sessions.this': 'Dieser Browser',
  'sessions.away': 'Zurzeit nicht angemeldet, aber wieder ohne Passwort, sobald er zurückkommt.',
  'sessions.remembered': 'Bleibt angemeldet, wenn der Browser geschlossen wird.',
  'sessions.address': 'IP-Adresse',
  'sessions.address-unknown': 'unbekannt',
  'sessions.first-seen': 'Zuerst gesehen',
  'sessions.last-seen': 'Zuletzt gesehen',
  'sessions.factors': 'Angemeldet mit',
  'sessions.end': 'Diese Sitzung beenden',
  'sessions.end-label': ({ device }) => `Diese Sitzung beenden: ${device}`,
  'sessions.end-current': 'Hier abmelden',
  'sessions.others': 'Alle anderen Sitzungen',
  'sessions.others-text': 'Jeder Browser außer diesem wird sofort abgemeldet.',
  'sessions.others-none': 'Kein anderer Browser ist an Ihrem Konto angemeldet.',
  'sessions.others-button': 'Alle anderen Sitzungen beenden',

  'flash.session-ended': 'Die Sitzung ist beendet.',
  'flash.session-gone': 'Diese Sitzung ist schon beendet oder hat sich verändert. So sieht es jetzt aus.',
  'flash.sessions-ended': 'Alle anderen Sitzungen sind beendet. Nur dieser Browser ist noch angemeldet.',

  'history.title': 'Ihr Verlauf',
  'history.text':
    'Was mit Ihrem Konto geschehen ist, das Neueste zuerst, auch was andere vergeblich versucht haben. Wenn Sie eine Anmeldung nicht kennen, beenden Sie ihre Sitzung und ändern Sie Ihr Passwort.',
  'history.empty': 'Es ist noch nichts geschehen.',
  'history.event.signed-up': 'Sie haben Ihr Konto angelegt',
  'history.event.user-added': 'Ihr Konto wurde angelegt',
  'history.event.user-disabled': 'Ihr Konto wurde gesperrt',
  'history.event.user-enabled': 'Ihr Konto wurde wieder freigegeben',
  'history.event.user-deleted': 'Ihr Konto wurde gelöscht',
  'history.event.user-unlocked': 'Falsche Anmeldeversuche wurden vergessen',
  'history.event.log-in': 'Anmeldung',
  'history.event.log-in-closed': 'Ein Weg zur Anmeldung wurde nach zu vielen falschen Versuchen gesperrt',
  'history.event.log-out': 'Abmeldung',
  'history.event.confirm': 'Bestätigt, dass Sie es sind',
  'history.event.password-changed': 'Passwort geändert',
  'history.event.email-verified': 'E-Mail-Adresse bestätigt',
  'history.event.reset-asked': 'Ein Link für ein neues Passwort wurde angefordert',
  'history.event.reset-link-made': 'Ein Link für ein neues Passwort wurde erstellt',
  'history.event.password-reset': 'Neues Passwort über einen Link gesetzt',
  'history.event.magic-link-asked': 'Ein Link zur Anmeldung wurde angefordert',
  'history.event.username-changed': 'Benutzername geändert',
  'history.event.email-change-asked': 'Änderung der E-Mail-Adresse beantragt',
  'history.event.email-change-cancelled': 'Änderung der E-Mail-Adresse abgebrochen',
  'history.event.email-changed': 'E-Mail-Adresse geändert',
  'history.event.language-changed': 'Sprache geändert',
  'history.event.data-downloaded': 'Ihre Daten wurden heruntergeladen',
  'history.event.deletion-asked': 'Löschung Ihres Kontos beantragt',
  'history.event.deletion-cancelled': 'Ihr Konto bleibt: Sie haben sich wieder angemeldet',
  'history.event.session-ended': 'Eine Sitzung beendet',
  'history.event.mail-given-up': 'Eine E-Mail an Sie konnte nicht zugestellt werden',
  'history.event.sessions-ended': 'Sitzungen beendet',
  'history.event.remember-token-replayed':
    'Eine gemerkte Anmeldung kam wieder, die schon benutzt war. Vielleicht wurde sie kopiert; jede Sitzung, die zu ihr gehört, ist beendet',
  'history.event.csrf-refused': 'Ein Formular von einer anderen Seite wurde abgelehnt',
  'history.event.limit-hit': 'Zu viele Versuche von einer Adresse',
  'history.event.more-failures': 'Weitere gescheiterte Versuche',
  'history.failed.log-in': 'Anmeldung fehlgeschlagen',
  'history.failed.confirm': 'Nicht bestätigt, dass Sie es sind',
  'history.failed.password-changed': 'Passwort nicht geändert',
  'history.failed.email-verified': 'E-Mail-Adresse nicht bestätigt',
  'history.failed': ({ what }) => `Nicht gelungen: ${what}`,
  'history.failed-why': ({ what, why }) => `${what}: ${why}`,
  'history.why.wrong-password': 'falsches Passwort',
  'history.why.wrong-code': 'falscher Code',
  'history.why.waiting': 'zu viele falsche Versuche zuvor, daher gar nicht erst geprüft',
  'history.why.closed': 'dieser Weg zur Anmeldung war gesperrt',
  'history.why.disabled': 'das Konto war gesperrt',
  'history.by-factor': ({ what, factor }) => `${what} (${factor})`,
  'history.by-operator': 'Durch den Betreiber dieser Website',
  'history.older': 'Ältere',
  'history.newest': 'Neueste',
  'history.pages': 'Seiten Ihres Verlaufs',

  'data.title': 'Ihre Daten herunterladen',
  'data.text':
    'Eine Datei mit allem, was wir über Sie gespeichert haben: Ihr Konto, Ihre Sitzungen, die E-Mails an Sie ohne ihren Text und Ihr Verlauf.',
  'data.format':
    'Es ist eine JSON-Datei, die jeder Texteditor öffnet. Sie enthält kein Passwort und nichts, womit sich jemand anmelden könnte, aber sie sagt viel über Sie: Bewahren Sie sie sicher auf.',
  'data.button': 'Herunterladen',

  'deletion.title': 'Konto löschen',
  'deletion.at-once': ({ count }) =>
    count === 1
      ? 'Sie werden sofort abgemeldet, und Links, die wir Ihnen geschickt haben, gelten nicht mehr.'
      : `Sie werden sofort in allen Browsern (${count}) abgemeldet, und Links, die wir Ihnen geschickt haben, gelten nicht mehr.`,
  'deletion.wait':
    'Dann warten wir sieben Tage. Wenn Sie es sich anders überlegen, melden Sie sich vorher an, und Ihr Konto bleibt.',
  'deletion.gone':
    'Danach wird Ihr Konto endgültig gelöscht, mit allem, was dazugehört. Unsere Aufzeichnungen darüber, was geschehen ist, bleiben ohne Ihren Namen und Ihre Adresse.',
  'deletion.data': 'Vielleicht möchten Sie vorher Ihre Daten herunterladen.',
  'deletion.data-link': 'Ihre Daten herunterladen',
  'deletion.field': 'Ihr Benutzername oder Ihre E-Mail-Adresse',
  'deletion.hint': ({ name }) => `Damit klar ist, dass Sie es so wollen, geben Sie bitte ein: ${name}`,
  'deletion.button': 'Mein Konto löschen',
  'deletion.back': 'Zurück zu Ihrem Konto',

  'fault.confirmation.empty':
    'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein, um Ihr Konto zu löschen.',
  'fault.confirmation.mismatch': 'Das ist weder Ihr Benutzername noch Ihre E-Mail-Adresse.',
  'flash.deletion-asked':
    'Sie sind abgemeldet. Ihr Konto wird in sieben Tagen gelöscht; wenn Sie es behalten möchten, melden Sie sich vorher an.',
  'flash.account-kept': ({ name }) =>
    `Willkommen zurück, ${name}! Ihr Konto bleibt: Die Löschung ist zurückgenommen.`,
};
