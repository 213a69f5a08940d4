import type { stepUp as english } from '../english/step-up.ts';
import type { Part } from '../part.ts';

export const stepUp: Part<typeof english> = {
  'confirm.text-both':
    'Für diese Seite müssen beide Schritte Ihrer Anmeldung frisch sein. Dies ist der erste.',
  'confirm.text-action': 'Bevor das geschieht, bestätigen Sie bitte, dass Sie es sind.',
  'confirm.without-password':
    'Ihr Konto hat kein Passwort. Wenn Sie keinen Passkey zur Hand haben, melden Sie sich ab und neu an: Auch das zählt.',
  'confirm.log-in-again': 'Abmelden',
  'confirm.without-password-mail':
    'Ihr Konto hat kein Passwort. Wenn Sie keinen Passkey zur Hand haben, melden Sie sich über einen Link neu an, den wir Ihnen schicken: Auch das zählt.',
  'confirm.by-mail': 'Abmelden und per E-Mail weitermachen',
  'confirm.without-password-set':
    'Ihr Konto hat kein Passwort. Wenn Sie keinen Passkey zur Hand haben, wählen Sie über einen Link, den wir Ihnen schicken, ein Passwort und melden Sie sich damit an: Auch das zählt.',
  'confirm.set-password': 'Passwort per E-Mail wählen',
  'confirm-factor.title': 'Bestätigen Sie mit Ihrem zweiten Schritt',
  'confirm-factor.text': 'Für diese Seite muss der zweite Schritt Ihrer Anmeldung frisch sein.',
  'confirm-factor.text-action': ({ action }) =>
    `Bevor das geschieht, bestätigen Sie bitte, dass Sie es sind: ${action}`,
  'confirm-factor.back': 'Zurück zu Ihrem Konto',

  'resume.title': 'Dort weitermachen, wo Sie waren',
  'resume.text':
    'Das hatten Sie abgeschickt, bevor Sie bestätigt haben, dass Sie es sind. Es wartet, bis Sie auf die Schaltfläche klicken; einmal genügt.',
  'resume.action': 'Was Sie tun möchten',
  'resume.button': 'Jetzt ausführen',
  'resume.drop': 'Verwerfen',

  'flash.first-factor-needed':
    'Dieser Passkey hat weder nach Fingerabdruck noch nach Gesicht oder PIN gefragt: Bitte bestätigen Sie auch auf einem anderen Weg.',
  'flash.second-factor-needed':
    'Diese Seite gibt es nur für Konten mit Anmeldung in zwei Schritten. Hier können Sie sie einrichten.',
  'flash.resume-over':
    'Was Sie abgeschickt hatten, wartet nicht mehr: Es ist ausgeführt, Sie haben es verworfen, oder es ist älter als zehn Minuten.',
  'flash.resume-dropped': 'Verworfen. Es wird nicht noch einmal abgeschickt.',
};
