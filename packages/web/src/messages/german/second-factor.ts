import type { secondFactor as english } from '../english/second-factor.ts';
import type { Part } from '../part.ts';

export const secondFactor: Part<typeof english> = {
  'passkey.not-used':
    'Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal oder auf einem anderen Weg.',
  'passkey.not-made':
    'Es wurde kein Passkey erstellt. Nichts ist geändert; Sie können es noch einmal versuchen.',
  'passkey.exists': 'Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto.',
  'passkey.unnamed':
    'Passkeys brauchen einen Namen: Öffnen Sie diese Website als localhost oder unter ihrem Namen.',
  'passkey.unsupported':
    'Dieser Browser kann hier keine Passkeys verwenden: Dafür braucht es JavaScript und eine Version der letzten zwei Jahre. Bitte lassen Sie JavaScript zu, oder machen Sie in einem anderen Browser weiter.',
  'fault.passkey.empty': 'Ihr Browser hat keinen Passkey geschickt. Bitte versuchen Sie es noch einmal.',
  'fault.passkey.wrong':
    'Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal oder auf einem anderen Weg.',

  'login.passkey-button': 'Weiter mit einem Passkey',
  'login.go-on': ({ name }) => `Anmeldung als ${name} fortsetzen`,

  'second-factor.title': 'Anmeldung in zwei Schritten',
  'second-factor.text':
    'Noch ein Schritt: Bestätigen Sie, dass Sie es sind. Dafür haben Sie zehn Minuten Zeit.',
  'second-factor.button': 'Anmelden',
  'second-factor.code': 'Code aus Ihrer Authenticator-App',
  'second-factor.code-hint': 'Sechs Ziffern, alle 30 Sekunden neu',
  'second-factor.recovery-code': 'Wiederherstellungscode',
  'second-factor.recovery-code-hint': 'Sechs Gruppen aus vier Buchstaben und Ziffern; jeder Code gilt einmal',
  'second-factor.passkey-button': 'Passkey verwenden',
  'second-factor.trust': 'Diesem Browser 30 Tage lang vertrauen',
  'second-factor.trust-hint':
    'So lange entfällt hier der zweite Schritt. Nicht für einen Computer, den auch andere benutzen.',
  'second-factor.by-totp': 'Authenticator-App verwenden',
  'second-factor.by-passkey': 'Passkey verwenden',
  'second-factor.by-recovery-code': 'Wiederherstellungscode verwenden',
  'second-factor.totp-disabled':
    'Nach zu vielen falschen Codes gilt Ihre Authenticator-App nicht mehr. Richten Sie sie neu ein, sobald Sie angemeldet sind.',
  'second-factor.none-left':
    'Einen anderen Weg gibt es nicht mehr. Bitte wenden Sie sich an den Betreiber dieser Website.',
  'second-factor.lost':
    'Haben Sie alles verloren, was Sie hier verwenden könnten? Bitte wenden Sie sich an den Betreiber dieser Website.',
  'second-factor.cancel': 'Anderes Konto verwenden',
  'second-factor.codes-left': ({ count }) =>
    count === 0
      ? 'Das war Ihr letzter Wiederherstellungscode. Erstellen Sie auf der Seite „Sicherheit“ Ihres Kontos neue.'
      : `Sie haben einen Wiederherstellungscode verwendet. Es ${count === 1 ? 'ist noch einer' : `sind noch ${count}`} übrig.`,

  'fault.totp.empty': 'Der Code fehlt.',
  'fault.totp.wrong':
    'Dieser Code stimmt nicht, oder er wurde schon verwendet. Warten Sie auf den nächsten, und prüfen Sie die Uhrzeit Ihres Geräts.',
  'fault.totp.totp-disabled': 'Nach zu vielen falschen Codes gilt Ihre Authenticator-App nicht mehr.',
  'fault.recovery-code.empty': 'Der Wiederherstellungscode fehlt.',
  'fault.recovery-code.wrong':
    'Das ist keiner Ihrer Wieder\u00adherstellungs\u00adcodes, oder er wurde schon verwendet.',

  'flash.log-in-over':
    'Diese Anmeldung ist vorbei: Sie hat länger als zehn Minuten gedauert, oder es gab zu viele Fehlversuche. Bitte melden Sie sich neu an.',
  'flash.log-in-cancelled': 'Diese Anmeldung ist abgebrochen.',

  'set-up.title': 'Anmeldung in zwei Schritten einrichten',
  'set-up.text': ({ name }) =>
    `Diese Website verlangt von allen einen zweiten Schritt, und das Konto ${name} hat noch keinen. Wählen Sie jetzt einen, dann sind Sie angemeldet.`,
  'set-up.account': ({ name }) => `Für das Konto ${name}.`,
  'set-up.totp-text':
    'Eine App auf Ihrem Telefon oder in Ihrem Passwortmanager zeigt einen Code aus sechs Ziffern, alle 30 Sekunden einen neuen.',
  'set-up.passkey': 'Ein Passkey',
  'set-up.passkey-button': 'Passkey erstellen',
  'set-up.back': 'Einen anderen Weg wählen',
  'flash.account-created-set-up': 'Ihr Konto ist angelegt. Noch ein Schritt, und Sie sind angemeldet.',
};
