import type { mails as english } from '../english/mails.ts';
import type { Part } from '../part.ts';

export const mails: Part<typeof english> = {
  'mail.greeting': 'Guten Tag,',
  'mail.link-until': ({ until }) => `Der Link gilt einmal, bis zum ${until}.`,
  'mail.link-written-out': 'Wenn die Schaltfläche nicht geht, öffnen Sie diese Adresse:',
  'mail.fact.account': 'Konto',
  'mail.fact.new-address': 'Neue E-Mail-Adresse',
  'mail.fact.time': 'Zeit',
  'mail.fact.from': 'IP-Adresse',
  'mail.fact.browser': 'Browser',
  'mail.quoted': ({ name }) => `„${name}“`,
  'mail.log-in': 'Anmelden',
  'mail.new-password': 'Neues Passwort wählen',
  'mail.see-sessions': 'Sehen, wo Sie angemeldet sind',
  'mail.see-account': 'Zu Ihrem Konto',
  'mail.see-security': 'Sehen, wie Ihr Konto gesichert ist',
  'mail.look-at-sessions': 'Sehen Sie nach, ob Sie jeden angemeldeten Browser kennen:',

  'mail.verify-address.subject': ({ siteName }) => `Bestätigen Sie Ihre Adresse bei ${siteName}`,
  'mail.verify-address.what': ({ siteName }) =>
    `jemand, wahrscheinlich Sie, hat bei ${siteName} diese E-Mail-Adresse angegeben. Bitte bestätigen Sie, dass es Ihre ist:`,
  'mail.verify-address.link': 'Diese Adresse bestätigen',
  'mail.verify-address.where':
    'Öffnen Sie den Link in dem Browser, in dem Sie sich registriert haben. In jedem anderen brauchen Sie das Passwort, das Sie gewählt haben.',
  'mail.verify-address.not-you':
    'Wenn Sie es nicht waren, ignorieren Sie diese E-Mail: Die Adresse bleibt unbestätigt.',

  'mail.already-registered.subject': ({ siteName }) => `Sie haben schon ein Konto bei ${siteName}`,
  'mail.already-registered.what': ({ siteName }) =>
    `jemand, wahrscheinlich Sie, wollte diese E-Mail-Adresse bei ${siteName} für ein neues oder ein anderes Konto verwenden. Es gibt schon ein Konto mit ihr, deshalb wurde nichts geändert. Sie können sich anmelden:`,
  'mail.already-registered.forgot': 'Wenn Sie Ihr Passwort nicht mehr wissen:',
  'mail.already-registered.not-you':
    'Wenn Sie es nicht waren, ignorieren Sie diese E-Mail: Wer es versucht hat, hat nicht erfahren, dass Sie ein Konto haben.',

  'mail.reset-password.subject': ({ siteName }) => `Neues Passwort für ${siteName}`,
  'mail.reset-password.what': ({ siteName }) =>
    `jemand, wahrscheinlich Sie, hat ein neues Passwort für Ihr Konto bei ${siteName} angefordert. Hier können Sie es wählen:`,
  'mail.reset-password.not-you':
    'Wenn Sie es nicht waren, ignorieren Sie diese E-Mail: Ihr Passwort bleibt, wie es ist. Zeigen Sie den Link niemandem, denn wer ihn hat, kann Ihr Konto übernehmen.',

  'mail.magic-link.subject': ({ siteName }) => `Ihr Link zum Anmelden bei ${siteName}`,
  'mail.magic-link.what': ({ siteName }) =>
    `jemand, wahrscheinlich Sie, hat einen Link angefordert, um sich bei ${siteName} ohne Passwort anzumelden. Hier ist er:`,
  'mail.magic-link.where':
    'Öffnen Sie ihn in dem Browser, in dem Sie ihn angefordert haben. In jedem anderen brauchen Sie auch den Code, den der erste anzeigt.',
  'mail.magic-link.not-you':
    'Wenn Sie es nicht waren, ignorieren Sie diese E-Mail: Ohne den Link wird niemand angemeldet. Zeigen Sie ihn niemandem.',

  'mail.confirm-email.subject': ({ siteName }) => `Bestätigen Sie Ihre neue Adresse bei ${siteName}`,
  'mail.confirm-email.what': ({ siteName }) =>
    `jemand, wahrscheinlich Sie, möchte diese E-Mail-Adresse für ein Konto bei ${siteName} verwenden. Bis Sie bestätigen, behält das Konto seine alte Adresse.`,
  'mail.confirm-email.link': 'Neue Adresse bestätigen',
  'mail.confirm-email.where':
    'Öffnen Sie den Link in einem Browser, in dem Sie angemeldet sind. In jedem anderen brauchen Sie das Passwort des Kontos.',
  'mail.confirm-email.not-you':
    'Wenn Sie es nicht waren, ignorieren Sie diese E-Mail: Das Konto behält seine alte Adresse.',

  'mail.email-change-asked.subject': ({ siteName }) => `Ihre Adresse bei ${siteName} soll geändert werden`,
  'mail.email-change-asked.what': ({ siteName }) =>
    `jemand, wahrscheinlich Sie, möchte für Ihr Konto bei ${siteName} eine andere E-Mail-Adresse. Die neue gilt, sobald sie bestätigt ist. Wenn Sie es waren, brauchen Sie hier nichts zu tun.`,
  'mail.email-change-asked.not-you': 'Wenn Sie es nicht waren, halten Sie die Änderung jetzt auf:',
  'mail.email-change-asked.link': 'Meine Adresse behalten',
  'mail.email-change-asked.then':
    'Wählen Sie danach ein neues Passwort, denn jemand anderes ist an Ihrem Konto angemeldet:',

  'mail.password-changed.subject': ({ siteName }) => `Ihr Passwort bei ${siteName} wurde geändert`,
  'mail.password-changed.what': ({ siteName }) =>
    `das Passwort Ihres Kontos bei ${siteName} wurde geändert. Wer anderswo angemeldet war, ist abgemeldet worden.`,
  'mail.password-changed.not-you':
    'Wenn Sie es nicht waren, kennt jemand Ihr Passwort oder liest Ihre E-Mails. Wählen Sie jetzt ein neues Passwort:',

  'mail.email-changed.subject': ({ siteName }) => `Ihre Adresse bei ${siteName} wurde geändert`,
  'mail.email-changed.what': ({ siteName }) =>
    `die E-Mail-Adresse Ihres Kontos bei ${siteName} wurde geändert. Von jetzt an gehen E-Mails an die neue Adresse; dies ist die letzte an diese.`,
  'mail.email-changed.not-you': ({ siteName }) =>
    `Wenn Sie es nicht waren, kann jemand anderes Ihr Konto benutzen. Wenn Sie sich nicht mehr anmelden können, schreiben Sie dem Betreiber von ${siteName}. Sonst melden Sie sich mit Ihrem Benutzernamen an, ändern Sie Ihr Passwort und setzen Sie Ihre Adresse zurück:`,

  'mail.username-changed.subject': ({ siteName }) => `Ihr Benutzername bei ${siteName} wurde geändert`,
  'mail.username-changed.what': ({ siteName }) =>
    `der Benutzername Ihres Kontos bei ${siteName} wurde geändert. Sie melden sich mit dem neuen an, oder mit Ihrer E-Mail-Adresse.`,
  'mail.username-changed.not-you':
    'Wenn Sie es nicht waren, kann jemand anderes Ihr Konto benutzen. Melden Sie sich mit Ihrer E-Mail-Adresse an, ändern Sie Ihr Passwort und setzen Sie Ihren Benutzernamen zurück:',
  'mail.username-changed.forgot': 'Wenn Sie sich nicht mehr anmelden können, wählen Sie ein neues Passwort:',

  'mail.new-device.subject': ({ siteName }) => `Ein neuer Browser ist bei ${siteName} angemeldet`,
  'mail.new-device.what': ({ siteName }) =>
    `an Ihrem Konto bei ${siteName} hat sich ein Browser angemeldet, den wir noch nicht kennen. Wenn Sie es waren, brauchen Sie nichts zu tun.`,
  'mail.new-device.not-you':
    'Wenn Sie es nicht waren, kennt jemand Ihr Passwort oder liest Ihre E-Mails. Wählen Sie jetzt ein neues Passwort, das meldet jeden Browser ab:',

  'mail.remember-token-replayed.subject': ({ siteName }) =>
    `Vielleicht hat jemand Ihre Anmeldung bei ${siteName} kopiert`,
  'mail.remember-token-replayed.what': ({ siteName }) =>
    `einer Ihrer Browser bleibt bei ${siteName} durch ein Cookie angemeldet. Dieses Cookie kam wieder, nachdem es schon ersetzt war: Vielleicht hat es jemand kopiert. Alles, was damit geöffnet wurde, ist beendet, und Sie müssen sich neu anmelden.`,
  'mail.remember-token-replayed.not-you':
    'Wenn nicht, wählen Sie ein neues Passwort, das meldet jeden Browser ab:',

  'mail.sessions-ended.subject': ({ siteName }) => `Browser wurden bei ${siteName} abgemeldet`,
  'mail.sessions-ended.what': ({ siteName }) =>
    `Browser, die an Ihrem Konto bei ${siteName} angemeldet waren, sind abgemeldet worden. Wenn Sie es waren, brauchen Sie nichts zu tun.`,
  'mail.sessions-ended.not-you':
    'Wenn Sie es nicht waren, kann jemand anderes Ihr Konto benutzen. Wählen Sie jetzt ein neues Passwort:',

  'mail.factor.not-you':
    'Wenn Sie es nicht waren, kann jemand anderes Ihr Konto benutzen. Wählen Sie jetzt ein neues Passwort, das meldet jeden Browser ab:',
  'mail.factor.then': 'Melden Sie sich danach an und entfernen Sie alles, was Sie nicht kennen:',
  'mail.factor.locked-out': ({ siteName }) =>
    `Wenn Sie sich nicht mehr anmelden können, schreiben Sie dem Betreiber von ${siteName}.`,
  'mail.factor.tried':
    'Wenn Sie es nicht waren, kennt jemand Ihr Passwort oder liest Ihre E-Mails. Wählen Sie jetzt ein neues Passwort:',

  'mail.factor-added.totp-subject': ({ siteName }) => `Authenticator-App bei ${siteName} eingerichtet`,
  'mail.factor-added.passkey-subject': ({ siteName }) => `Neuer Passkey bei ${siteName}`,
  'mail.factor-added.security-key-subject': ({ siteName }) => `Neuer Sicherheitsschlüssel bei ${siteName}`,
  'mail.factor-added.password-subject': ({ siteName }) => `Neues Passwort bei ${siteName} hinzugefügt`,
  'mail.factor-added.totp': ({ siteName }) =>
    `für Ihr Konto bei ${siteName} wurde eine Authenticator-App eingerichtet. Die Anmeldung hat jetzt zwei Schritte: Im zweiten wird ein Code dieser App verlangt. Wenn Sie vorher eine andere hatten, ersetzt diese sie, und deren Codes gelten nicht mehr.`,
  'mail.factor-added.passkey': ({ siteName }) =>
    `zu Ihrem Konto bei ${siteName} ist ein Passkey hinzugekommen. Wer ihn hat, kann sich ohne Passwort anmelden; mit einem Passwort hat die Anmeldung jetzt zwei Schritte.`,
  'mail.factor-added.security-key': ({ siteName }) =>
    `zu Ihrem Konto bei ${siteName} ist ein Sicherheitsschlüssel hinzugekommen. Die Anmeldung hat jetzt zwei Schritte, und für den zweiten genügt dieser Schlüssel.`,
  'mail.factor-added.password': ({ siteName }) =>
    `Ihr Konto bei ${siteName} hatte kein Passwort und hat jetzt eines. Wer es kennt, kann damit eine Anmeldung beginnen.`,

  'mail.factor-removed.totp-subject': ({ siteName }) => `Authenticator-App bei ${siteName} entfernt`,
  'mail.factor-removed.passkey-subject': ({ siteName }) => `Passkey bei ${siteName} entfernt`,
  'mail.factor-removed.security-key-subject': ({ siteName }) =>
    `Sicherheitsschlüssel bei ${siteName} entfernt`,
  'mail.factor-removed.password-subject': ({ siteName }) => `Passwort bei ${siteName} entfernt`,
  'mail.factor-removed.totp': ({ siteName }) =>
    `die Authenticator-App ist von Ihrem Konto bei ${siteName} entfernt: Codes dieser App gelten nicht mehr. Wer anderswo angemeldet war, ist abgemeldet worden.`,
  'mail.factor-removed.passkey': ({ siteName }) =>
    `ein Passkey ist von Ihrem Konto bei ${siteName} entfernt: Er gilt nicht mehr. Wer anderswo angemeldet war, ist abgemeldet worden.`,
  'mail.factor-removed.security-key': ({ siteName }) =>
    `ein Sicherheitsschlüssel ist von Ihrem Konto bei ${siteName} entfernt: Er gilt nicht mehr. Wer anderswo angemeldet war, ist abgemeldet worden.`,
  'mail.factor-removed.password': ({ siteName }) =>
    `das Passwort Ihres Kontos bei ${siteName} ist entfernt: Niemand kann sich mehr damit anmelden. Wer anderswo angemeldet war, ist abgemeldet worden.`,
  'mail.factor-removed.then':
    'Melden Sie sich danach an, entfernen Sie alles, was Sie nicht kennen, und fügen Sie wieder hinzu, was fehlt:',

  'mail.factors-removed.subject': ({ siteName }) =>
    `Anmeldung in zwei Schritten bei ${siteName} ausgeschaltet`,
  'mail.factors-removed.what': ({ siteName }) =>
    `der Betreiber von ${siteName} hat jede Authenticator-App, jeden Passkey, jeden Sicherheitsschlüssel und jeden Wiederherstellungscode von Ihrem Konto entfernt. Die Anmeldung hat jetzt einen Schritt, und wer angemeldet war, ist abgemeldet worden.`,
  'mail.factors-removed.then':
    'Melden Sie sich an und richten Sie die Anmeldung in zwei Schritten wieder ein:',
  'mail.factors-removed.no-password': 'Wenn Sie kein Passwort haben, wählen Sie zuerst eines:',
  'mail.factors-removed.not-you': ({ siteName }) =>
    `Wenn Sie nicht darum gebeten haben, schreiben Sie dem Betreiber von ${siteName}.`,

  'mail.passkey-renamed.subject': ({ siteName }) => `Ein Passkey heißt bei ${siteName} jetzt anders`,
  'mail.passkey-renamed.what': ({ siteName }) =>
    `ein Passkey oder Sicherheitsschlüssel Ihres Kontos bei ${siteName} hat einen anderen Namen. Sonst hat sich nichts geändert. Wenn Sie es waren, brauchen Sie nichts zu tun.`,

  'mail.passkey-cloned.subject': ({ siteName }) => `Ein Passkey wurde bei ${siteName} abgelehnt`,
  'mail.passkey-cloned.what': ({ siteName }) =>
    `ein Passkey oder Sicherheitsschlüssel Ihres Kontos bei ${siteName} wurde abgelehnt, weil er schon einmal weiter gezählt hatte. Vielleicht gibt es eine Kopie davon; hereingelassen wurde damit niemand. Es kommt auch vor, wenn Sie denselben Schlüssel im selben Augenblick in zwei Fenstern benutzen: Dann brauchen Sie nichts zu tun.`,
  'mail.passkey-cloned.then':
    'Wenn das nicht so war, vertrauen Sie diesem Schlüssel nicht mehr. Melden Sie sich an, fügen Sie einen anderen hinzu und entfernen Sie diesen:',

  'mail.recovery-codes-made.subject': ({ siteName }) => `Neue Wiederherstellungscodes bei ${siteName}`,
  'mail.recovery-codes-made.what': ({ siteName }) =>
    `für Ihr Konto bei ${siteName} gibt es neue Wiederherstellungscodes. Jeder davon gilt einmal anstelle Ihres zweiten Schritts; frühere Codes gelten nicht mehr.`,
  'mail.recovery-codes-made.then':
    'Melden Sie sich danach an und erstellen Sie neue Wiederherstellungscodes:',

  'mail.recovery-code-used.subject': ({ siteName }) =>
    `Ein Wiederherstellungscode wurde bei ${siteName} verwendet`,
  'mail.recovery-code-used.what': ({ siteName }) =>
    `jemand, wahrscheinlich Sie, hat bei ${siteName} anstelle des zweiten Schritts einen Wiederherstellungscode verwendet. Dieser Code gilt nicht mehr.`,
  'mail.recovery-code-used.left': ({ count }) => {
    if (count === 0) return 'Es war Ihr letzter. Erstellen Sie jetzt neue, bevor Sie einen brauchen:';
    if (count === 1) return 'Sie haben nur noch einen. Erstellen Sie neue, bevor Sie sie brauchen:';
    if (count <= 3) return `Sie haben nur noch ${count}. Erstellen Sie neue, bevor Sie sie brauchen:`;
    return `Sie haben noch ${count}. Wenn Sie Ihren zweiten Schritt verloren haben, entfernen Sie ihn und fügen Sie einen anderen hinzu:`;
  },
  'mail.recovery-code-used.not-you':
    'Wenn Sie es nicht waren, hat jemand Ihre Wiederherstellungscodes und kennt Ihr Passwort oder liest Ihre E-Mails. Wählen Sie jetzt ein neues Passwort und erstellen Sie danach neue Codes:',

  'mail.second-factor-failed.subject': ({ siteName }) =>
    `Jemand ist bei ${siteName} an Ihrem zweiten Schritt gescheitert`,
  'mail.second-factor-failed.what': ({ siteName }) =>
    `jemand hat den ersten Schritt der Anmeldung an Ihrem Konto bei ${siteName} geschafft und ist beim zweiten fünfmal gescheitert. Angemeldet wurde deshalb niemand. Wenn Sie es waren, brauchen Sie nichts zu tun.`,
  'mail.second-factor-failed.lost':
    'Wenn Sie es waren und Ihren zweiten Schritt verloren haben: Jeder Ihrer Wiederherstellungscodes gilt einmal an seiner Stelle.',

  'mail.totp-disabled.subject': ({ siteName }) => `Ihre Authenticator-App gilt bei ${siteName} nicht mehr`,
  'mail.totp-disabled.what': ({ siteName }) =>
    `die Codes Ihrer Authenticator-App werden bei ${siteName} nicht mehr angenommen: Es kamen 100 falsche hintereinander, und jemand könnte alle durchprobieren.`,
  'mail.totp-disabled.then':
    'Melden Sie sich danach mit einem Wiederherstellungscode oder einem Passkey als zweitem Schritt an, entfernen Sie die Authenticator-App und fügen Sie sie neu hinzu:',
  'mail.totp-disabled.neither': ({ siteName }) =>
    `Wenn Sie beides nicht haben, schreiben Sie dem Betreiber von ${siteName}.`,

  'mail.deletion-asked.subject': ({ siteName }) => `Ihr Konto bei ${siteName} wird gelöscht`,
  'mail.deletion-asked.what': ({ siteName, until }) =>
    `jemand, wahrscheinlich Sie, möchte Ihr Konto bei ${siteName} löschen. Es wird am ${until} gelöscht, mit allem, was darin ist. Wenn Sie das wollen, brauchen Sie nichts zu tun.`,
  'mail.deletion-asked.keep':
    'Wenn Sie Ihr Konto behalten wollen, melden Sie sich vorher an. Mehr ist nicht nötig:',
  'mail.deletion-asked.not-you':
    'Wenn Sie es nicht waren, kann jemand anderes Ihr Konto benutzen. Melden Sie sich an, um es zu behalten, und wählen Sie ein neues Passwort:',

  'mail.account-deleted.subject': ({ siteName }) => `Ihr Konto bei ${siteName} wurde gelöscht`,
  'mail.account-deleted.what': ({ siteName }) =>
    `Ihr Konto bei ${siteName} ist gelöscht, mit allem, was darin war. Dies ist die letzte E-Mail an diese Adresse.`,
  'mail.account-deleted.not-you': ({ siteName }) =>
    `Wenn Sie das nicht wollten, schreiben Sie dem Betreiber von ${siteName}.`,
};
