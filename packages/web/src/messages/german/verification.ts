import type { verification as english } from '../english/verification.ts';
import type { Part } from '../part.ts';

export const verification: Part<typeof english> = {
  'signup-sent.title': 'Sehen Sie in Ihr Postfach',
  'signup-sent.text':
    'Wir haben Ihnen eine E-Mail geschickt. Öffnen Sie den Link darin innerhalb von 24 Stunden, am besten in diesem Browser. Dann ist Ihr Konto fertig.',
  'signup-sent.hint':
    'Nach einigen Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach, oder registrieren Sie sich noch einmal, falls die Adresse einen Tippfehler hatte. Wir schicken höchstens eine E-Mail in der Minute und drei in der Stunde.',
  'signup-sent.again': 'Noch einmal schicken',
  'signup-sent.link': 'Noch einmal registrieren',

  'verify.title': 'E‑Mail-Adresse bestätigen',
  'verify.text-here':
    'Ein Schritt fehlt noch: Mit dieser Schaltfläche wird Ihr Konto angelegt. Klicken Sie nur darauf, wenn Sie selbst sich registriert haben.',
  'verify.text-elsewhere':
    'Sie haben sich in einem anderen Browser registriert. Geben Sie bitte das Passwort ein, das Sie dort gewählt haben. Dann wird Ihr Konto angelegt.',
  'verify.not-you':
    'Das waren nicht Sie? Dann schließen Sie diese Seite: Ohne das Passwort geschieht nichts.',
  'verify.text-owner': 'Mit dieser Schaltfläche bestätigen Sie, dass dies die Adresse Ihres Kontos ist.',
  'verify.text-account': 'Geben Sie bitte das Passwort Ihres Kontos ein, dann ist diese Adresse bestätigt.',
  'verify.take-over-question':
    'Sie kennen das Passwort nicht, oder jemand anders hat mit Ihrer Adresse ein Konto angelegt?',
  'verify.take-over-link': 'Mit einem neuen Passwort gehört es Ihnen',
  'verify.address': 'E-Mail-Adresse',
  'verify.username': 'Benutzername',
  'verify.chosen-password': 'Das Passwort, das Sie bei der Registrierung gewählt haben',
  'verify.account-password': 'Passwort Ihres Kontos',
  'verify.other-username': 'Anderer Benutzername',
  'verify.button': 'Adresse bestätigen',

  'banner.label': 'Ihre E-Mail-Adresse',
  'banner.text': ({ email }) =>
    `Ihre E-Mail-Adresse ${email} ist noch nicht bestätigt. Bis dahin schicken wir keine Nachrichten über Ihr Konto dorthin. Öffnen Sie den Link, den wir Ihnen geschickt haben, oder lassen Sie sich jetzt einen schicken.`,
  'banner.button': 'Link schicken',

  'fault.sign-up-password.empty': 'Das Passwort fehlt.',
  'fault.sign-up-password.wrong':
    'Das ist nicht das Passwort dieser Registrierung. Wenn Sie sich mehrmals registriert haben, gehört jede E-Mail zu einer davon.',
  'fault.account-password.empty': 'Das Passwort fehlt.',
  'fault.account-password.wrong': 'Das ist nicht das Passwort des Kontos.',

  'flash.sign-up-mail-again':
    'Die E-Mail ist noch einmal unterwegs, mit demselben Link, es sei denn, die letzte ist noch keine Minute alt.',
  'flash.sign-up-completed':
    'Ihre Adresse ist bestätigt, und Ihr Konto ist fertig. Bitte melden Sie sich an.',
  'flash.sign-up-completed-logged-in': ({ name }) =>
    `Ihre Adresse ist bestätigt, und Ihr Konto ist fertig. Willkommen, ${name}!`,
  'flash.sign-up-completed-other':
    'Das neue Konto ist fertig. Um es zu benutzen, melden Sie sich hier ab und mit dem neuen an.',
  'flash.address-confirmed': 'Ihre E-Mail-Adresse ist bestätigt.',
  'flash.verification-sent':
    'Wir haben Ihnen eine E-Mail geschickt. Öffnen Sie den Link darin, um Ihre Adresse zu bestätigen.',
  'flash.verification-mailed': 'Wir haben Ihnen einen Link geschickt, mit dem Sie Ihre Adresse bestätigen.',
  'flash.verification-waiting':
    'Ein Link ist schon unterwegs. In einer Minute können Sie noch einen anfordern.',
  'flash.verification-nothing': 'Es gibt keine Adresse zu bestätigen.',
};
