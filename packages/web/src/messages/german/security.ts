import type { security as english } from '../english/security.ts';
import type { Part } from '../part.ts';

export const security: Part<typeof english> = {
  'account-nav.security': 'Sicherheit',
  'profile.security-link': 'Sicherheit',
  'profile.security-text': 'Passwort, Passkeys, Anmeldung in zwei Schritten und Wiederherstellungscodes.',

  'security.title': 'Sicherheit',
  'security.text': 'Womit Sie sich anmelden, und was andere davon abhält.',
  'security.on': 'Die Anmeldung in zwei Schritten ist eingeschaltet',
  'security.on-since': 'Eingeschaltet seit',
  'security.off': 'Die Anmeldung in zwei Schritten ist ausgeschaltet.',
  'security.off-text':
    'Sie schalten sie ein, indem Sie einen Passkey oder eine Authenticator-App hinzufügen. Dann kann sich niemand anmelden, der nur Ihr Passwort kennt oder Ihre E-Mails liest.',
  'security.required': 'Diese Website verlangt sie von allen.',
  'security.added': 'Hinzugefügt',
  'security.last-used': 'Zuletzt benutzt',
  'security.never-used': 'noch nie',
  'security.back': 'Zurück zu „Sicherheit“',
  'security.unproven':
    'Bestätigen Sie zuerst Ihre E-Mail-Adresse über den Link, den wir Ihnen geschickt haben. Sonst könnte sich jemand mit Ihrer Adresse registrieren und Sie aussperren.',

  'security.password': 'Passwort',
  'security.password-there': 'Ihr Konto hat ein Passwort.',
  'security.password-none': 'Ihr Konto hat kein Passwort.',
  'security.password-change': 'Passwort ändern',
  'security.password-set': 'Passwort wählen',
  'security.password-remove': 'Passwort entfernen',

  'security.passkeys': 'Ihre Passkeys',
  'security.passkeys-text':
    'Ein Passkey liegt auf Ihrem Telefon, Ihrem Computer oder einem Sicherheitsschlüssel. Er meldet Sie mit Fingerabdruck, Gesicht oder PIN an, und keine gefälschte Website kann ihn stehlen.',
  'security.passkeys-none': 'Sie haben noch keinen Passkey.',
  'security.passkey-kind': 'Art',
  'security.passkey-synced': 'Auf allen Ihren Geräten, gespeichert in Ihrem Passwortmanager',
  'security.passkey-bound': 'Nur auf einem Gerät oder Schlüssel',
  'security.passkey-second': 'Sicherheitsschlüssel für den zweiten Schritt: Er allein meldet Sie nicht an',
  'security.passkey-add': 'Passkey hinzufügen',
  'security.passkey-rename': 'Umbenennen',
  'security.passkey-rename-label': ({ name }) => `Umbenennen: ${name}`,
  'security.passkey-remove': 'Entfernen',
  'security.passkey-remove-label': ({ name }) => `Entfernen: ${name}`,

  'security.totp': 'Authenticator-App',
  'security.totp-text':
    'Eine App auf Ihrem Telefon zeigt einen Code aus sechs Ziffern, alle 30 Sekunden einen anderen. Nach dem Passwort verlangt die Anmeldung auch diesen Code.',
  'security.totp-none': 'Sie haben noch keine App eingerichtet.',
  'security.totp-add': 'App einrichten',
  'security.totp-replace': 'Telefon oder App wechseln',
  'security.totp-remove': 'App entfernen',
  'security.totp-disabled':
    'Die Codes dieser App gelten nicht mehr, denn zu viele waren falsch. Richten Sie die App neu ein.',

  'security.codes': 'Wieder\u00adherstellungs\u00adcodes',
  'security.codes-text':
    'Jeder von ihnen ersetzt einmal den zweiten Schritt, für den Tag, an dem Telefon oder Schlüssel verloren sind. Wenn Sie auch die Codes verlieren, wenden Sie sich an den Betreiber dieser Website.',
  'security.codes-left': 'Übrig',
  'security.codes-left-of': ({ left, of }) => `${left} von ${of}`,
  'security.codes-made': 'Erstellt',
  'security.codes-none':
    'Sie haben keine Wiederherstellungscodes. Ohne sie sperrt Sie ein verlorenes Telefon oder ein verlorener Schlüssel aus.',
  'security.codes-few': 'Es sind nur noch wenige übrig. Erstellen Sie neue, bevor sie aufgebraucht sind.',
  'security.codes-make': 'Wiederherstellungscodes erstellen',
  'security.codes-renew': 'Neue Codes erstellen',

  'security.browsers': 'Vertrauenswürdige Browser',
  'security.browsers-text':
    'In einem Browser, dem Sie vertrauen, fragt die Anmeldung 30 Tage lang nicht nach dem zweiten Schritt. Sobald Sie ändern, womit Sie sich anmelden, wird keinem mehr vertraut.',
  'security.browsers-none':
    'Keinem Browser wird vertraut: Die Anmeldung fragt überall nach dem zweiten Schritt.',
  'security.browser-since': 'Vertrauenswürdig seit',
  'security.browser-until': 'Vertrauenswürdig bis',
  'security.browser-end': 'Nicht mehr vertrauen',
  'security.browser-end-label': ({ device }) => `Nicht mehr vertrauen: ${device}`,
  'security.sessions': 'Wo Sie angemeldet sind',

  'totp.title': 'Authenticator-App einrichten',
  'totp.replace-title': 'Authenticator-App wechseln',
  'totp.replace-text': 'Die Codes Ihrer bisherigen App gelten, bis die neue einen richtigen gezeigt hat.',
  'totp.text':
    'Jede App für Codes, die mit der Zeit wechseln, ist geeignet, etwa die in Ihrem Passwortmanager. Scannen Sie damit dieses Bild:',
  'totp.qr': 'QR-Code für Ihre Authenticator-App',
  'totp.key': 'Oder geben Sie in der App diesen Schlüssel ein',
  'totp.open': 'Oder öffnen Sie die App, wenn sie auf diesem Gerät ist',
  'totp.code': 'Code, den die App zeigt',
  'totp.code-hint': 'Sechs Ziffern. Die App gilt, sobald ein Code von ihr gestimmt hat.',
  'totp.button': 'Einschalten',
  'totp.remove-title': 'Authenticator-App entfernen',
  'totp.remove-text':
    'Die Codes dieser App gelten dann nicht mehr, und jeder andere Browser, der an Ihrem Konto angemeldet ist, wird abgemeldet.',
  'totp.remove-button': 'Diese App entfernen',

  'passkey-add.title': 'Passkey hinzufügen',
  'passkey-add.text':
    'Ihr Browser fragt, wo er liegen soll: auf diesem Gerät, auf Ihrem Telefon, in Ihrem Passwortmanager oder auf einem Sicherheitsschlüssel.',
  'passkey-add.name': 'Name (freiwillig)',
  'passkey-add.name-hint': 'Um ihn zu erkennen, etwa „mein Telefon“; höchstens 64 Zeichen',
  'passkey-add.button': 'Weiter',
  'passkey-rename.title': 'Passkey umbenennen',
  'passkey-rename.name': 'Neuer Name',
  'passkey-rename.button': 'Namen speichern',
  'passkey-remove.title': 'Passkey entfernen',
  'passkey-remove.text': ({ name }) => `Sie entfernen jetzt „${name}“.`,
  'passkey-remove.then':
    'Danach können Sie sich nicht mehr mit ihm anmelden, und jeder andere Browser, der an Ihrem Konto angemeldet ist, wird abgemeldet. Löschen Sie ihn auch auf dem Gerät oder im Passwortmanager, denn dort würde er weiter angeboten.',
  'passkey-remove.button': 'Diesen Passkey entfernen',
  'passkey-remove.action': ({ name }) => `Den Passkey „${name}“ aus Ihrem Konto entfernen`,

  'remove.last-second':
    'Es ist Ihr letzter zweiter Schritt: Danach ist die Anmeldung in zwei Schritten ausgeschaltet, und Ihre Wiederherstellungscodes gelten nicht mehr.',

  'password-remove.title': 'Passwort entfernen',
  'password-remove.text':
    'Danach melden Sie sich ohne Passwort an, und jeder andere Browser, der an Ihrem Konto angemeldet ist, wird abgemeldet. Sie können jederzeit wieder ein Passwort wählen.',
  'password-remove.button': 'Mein Passwort entfernen',

  'password.first-title': 'Passwort wählen',
  'password.first-text':
    'Ihr Konto hat noch kein Passwort. Danach muss sich jeder andere Browser neu anmelden, der an ihm angemeldet ist.',
  'password.first-button': 'Passwort speichern',

  'codes.title': 'Wieder\u00adherstellungs\u00adcodes',
  'codes.make-text':
    'Sie bekommen zehn Codes, die nur einmal gezeigt werden. Bewahren Sie sie dort auf, wo Sie sie auch ohne Ihr Telefon finden.',
  'codes.renew-text': 'Ihre bisherigen Codes gelten, bis Sie die neuen bestätigt haben.',
  'codes.make-button': 'Codes anzeigen',
  'codes.later': 'Jetzt nicht',
  'codes.new-title': 'Ihre neuen Wieder\u00adherstellungs\u00adcodes',
  'codes.new-text':
    'Schreiben Sie sie jetzt auf, drucken Sie sie aus oder speichern Sie sie in Ihrem Passwortmanager: Sie werden nie wieder gezeigt.',
  'codes.list': 'Liste der Wiederherstellungscodes',
  'codes.copy': 'Kopieren',
  'codes.copied': 'Die Codes sind kopiert.',
  'codes.not-copied': 'Ihr Browser hat das Kopieren nicht erlaubt: Markieren Sie die Codes stattdessen.',
  'codes.download': 'Herunterladen',
  'codes.file': ({ siteName }) => `Wiederherstellungscodes für ${siteName}. Jeder von ihnen gilt einmal.`,
  'codes.confirm': 'Einer der Codes',
  'codes.confirm-hint':
    'Die Codes gelten, sobald Sie einen davon hier eingegeben haben. Groß- und Kleinschreibung und Bindestriche spielen keine Rolle.',
  'codes.confirm-button': 'Ich habe sie gesichert',
  'codes.waiting':
    'Diese Codes müssen noch bestätigt werden und werden nicht noch einmal gezeigt. Wenn Sie sie nicht gesichert haben, erstellen Sie andere.',
  'codes.again': 'Stattdessen andere erstellen',

  'flash.totp-added': 'Die Authenticator-App ist eingerichtet. Ab jetzt fragt die Anmeldung nach ihrem Code.',
  'flash.totp-exists': 'Inzwischen ist eine Authenticator-App eingerichtet worden. So sieht es jetzt aus.',
  'flash.totp-removed': 'Die Authenticator-App ist entfernt.',
  'flash.passkey-added': 'Der Passkey ist hinzugefügt. Ab jetzt können Sie sich mit ihm anmelden.',
  'flash.security-key-added':
    'Der Sicherheitsschlüssel ist hinzugefügt. Ab jetzt fragt die Anmeldung nach ihm.',
  'flash.passkey-renamed': 'Der Passkey ist umbenannt.',
  'flash.passkey-removed': 'Der Passkey ist entfernt.',
  'flash.passkey-gone': 'Diesen Passkey gibt es nicht mehr. So sieht es jetzt aus.',
  'flash.recovery-codes-first': 'Ihre Wiederherstellungscodes gelten ab jetzt.',
  'flash.recovery-codes-made':
    'Ihre neuen Wiederherstellungscodes gelten ab jetzt. Die bisherigen gelten nicht mehr.',
  'flash.recovery-codes-need-factor':
    'Wiederherstellungscodes gehören zur Anmeldung in zwei Schritten. Richten Sie diese zuerst ein.',
  'flash.browser-not-trusted': 'Diesem Browser wird nicht mehr vertraut.',
  'flash.browser-gone': 'Diesem Browser wurde schon nicht mehr vertraut. So sieht es jetzt aus.',
  'flash.password-removed': 'Ihr Passwort ist entfernt. Ab jetzt melden Sie sich ohne Passwort an.',
  'flash.password-set': 'Ihr Passwort ist gespeichert. Ab jetzt können Sie sich damit anmelden.',

  'fault.new-totp.empty': 'Geben Sie den Code ein, den Ihre App zeigt.',
  'fault.new-totp.wrong':
    'Dieser Code stimmt nicht. Warten Sie auf den nächsten; stimmt auch er nicht, sehen Sie nach, ob die Uhr Ihres Telefons richtig geht.',
  'fault.new-totp.stale':
    'Diese Seite war zu lange offen. Hier ist ein neuer Schlüssel: Bitte fügen Sie ihn der App neu hinzu.',
  'fault.new-passkey.name': 'Der Name muss 1 bis 64 sichtbare Zeichen haben.',
  'fault.new-passkey.wrong':
    'Der Passkey konnte nicht hinzugefügt werden. Bitte versuchen Sie es noch einmal.',
  'fault.new-passkey.exists':
    'Auf diesem Gerät oder in diesem Passwortmanager liegt schon ein Passkey Ihres Kontos.',
  'fault.new-passkey.too-many':
    'Ihr Konto hat 20 Passkeys, mehr sind nicht möglich. Entfernen Sie zuerst einen.',
  'fault.new-codes.empty': 'Geben Sie einen der Codes ein.',
  'fault.new-codes.wrong': 'Das ist keiner der neuen Codes. Bitte versuchen Sie es noch einmal.',
  'fault.remove.last-way-in':
    'Das ist der letzte Weg, sich an Ihrem Konto anzumelden. Fügen Sie zuerst einen Passkey oder ein Passwort hinzu, oder bestätigen Sie Ihre E-Mail-Adresse.',
  'fault.remove.last-second-factor':
    'Diese Website verlangt von allen einen zweiten Schritt, und das ist Ihr letzter. Fügen Sie zuerst einen anderen hinzu.',
};
