import type { recovery as english } from '../english/recovery.ts';
import type { Part } from '../part.ts';

export const recovery: Part<typeof english> = {
  'login.forgot': 'Passwort vergessen?',
  'login.wrong-verify':
    'Wenn Sie sich gerade registriert haben, öffnen Sie zuerst den Link in unserer E-Mail.',

  'forgot.title': 'Passwort vergessen',
  'forgot.text':
    'Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein. Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort wählen.',
  'forgot.button': 'Link schicken',
  'forgot.back': 'Zurück zur Anmeldung',

  'forgot-sent.title': 'Sehen Sie in Ihr Postfach',
  'forgot-sent.text':
    'Wenn es ein Konto mit dieser Adresse oder diesem Benutzernamen gibt, ist eine E-Mail unterwegs. Der Link darin gilt 30 Minuten und nur einmal.',
  'forgot-sent.hint':
    'Nach einigen Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach und prüfen Sie Ihre Eingabe. Wir schicken höchstens drei solche E-Mails in der Stunde.',
  'forgot-sent.again': 'Noch einen Link anfordern',

  'reset.title': 'Neues Passwort wählen',
  'reset.text':
    'Danach müssen sich alle Browser, die bei Ihrem Konto angemeldet sind, neu anmelden, auch dieser.',
  'reset.button': 'Neues Passwort setzen',
  'reset.ask-again': 'Neuen Link anfordern',

  'fault.identifier.empty': 'E-Mail-Adresse oder Benutzername fehlt.',

  'flash.password-reset':
    'Ihr Passwort ist geändert, und jeder Browser ist abgemeldet. Bitte melden Sie sich mit dem neuen Passwort an.',
};
