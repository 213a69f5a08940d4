import type { stepUp as english } from '../english/step-up.ts';
import type { Part } from '../part.ts';

export const stepUp: Part<typeof english> = {
  'confirm.text-both':
    'Für diese Seite müssen beide Schritte Ihrer Anmeldung frisch sein. Dies ist der erste.',
  'confirm.text-action': 'Bevor das geschieht, zeigen Sie bitte, dass Sie es sind.',
  'confirm.without-password':
    'Ihr Konto hat kein Passwort. Wenn Sie keinen Passkey zur Hand haben, melden Sie sich ab und neu an: Auch das zählt.',
  'confirm.log-in-again': 'Abmelden',
  'confirm-factor.title': 'Bestätigen Sie mit Ihrem zweiten Faktor',
  'confirm-factor.text': 'Für diese Seite muss der zweite Schritt Ihrer Anmeldung frisch sein.',
  'confirm-factor.text-action': ({ action }) =>
    `Bevor das geschieht, zeigen Sie bitte, dass Sie es sind: ${action}`,

  'resume.title': 'Weiter, wo Sie waren',
  'resume.text':
    'Das hatten Sie abgeschickt, bevor Sie bestätigt haben, dass Sie es sind. Noch ist nichts geschehen.',
  'resume.action': 'Was Sie tun möchten',
  'resume.button': 'Jetzt ausführen',
  'resume.drop': 'Nicht ausführen',

  'flash.first-factor-needed':
    'Dieser Passkey hat nach keinem Fingerabdruck, Gesicht oder PIN gefragt: Bitte bestätigen Sie auch auf einem anderen Weg.',
  'flash.second-factor-needed':
    'Diese Seite gibt es nur für Konten mit Anmeldung in zwei Schritten. Hier können Sie sie einrichten.',
  'flash.resume-over':
    'Was Sie abgeschickt hatten, wartet nicht mehr: Es ist ausgeführt, verworfen oder älter als zehn Minuten.',
  'flash.resume-dropped': 'Verworfen. Es ist nichts geschehen.',
};
