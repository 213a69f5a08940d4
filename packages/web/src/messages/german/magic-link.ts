import type { magicLink as english } from '../english/magic-link.ts';
import type { Part } from '../part.ts';

export const magicLink: Part<typeof english> = {
  'login.by-mail': 'Per E-Mail anmelden, ohne Passwort',

  'magic-link.title': 'Per E‑Mail anmelden',
  'magic-link.text':
    'Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein. Wir schicken Ihnen einen Link, der Sie anmeldet. Öffnen Sie ihn in diesem Browser.',
  'magic-link.button': 'Link schicken',
  'magic-link.with-password': 'Mit dem Passwort anmelden',

  'magic-link-sent.title': 'Sehen Sie in Ihr Postfach',
  'magic-link-sent.text':
    'Wenn es ein Konto mit dieser Adresse oder diesem Benutzernamen gibt, ist eine E-Mail unterwegs. Der Link darin gilt 10 Minuten und nur einmal.',
  'magic-link-sent.code':
    'Wenn Sie ihn in einem anderen Browser öffnen, werden Sie nach diesem Code gefragt:',
  'magic-link-sent.warning':
    'Geben Sie den Code nur auf unserer Seite ein, und nennen Sie ihn niemandem, der danach fragt.',
  'magic-link-sent.hint':
    'Nach einigen Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach und prüfen Sie Ihre Eingabe. Wir schicken höchstens drei solche E-Mails in der Stunde.',
  'magic-link-sent.again': 'Noch einen Link anfordern',

  'magic-link-open.title': 'Per E‑Mail anmelden',
  'magic-link-open.text': 'Noch ein Klick, und Sie sind angemeldet.',
  'magic-link-open.text-elsewhere':
    'Dieser Link wurde in einem anderen Browser angefordert. Geben Sie den Code ein, der dort steht. Wenn Sie ihn nicht angefordert haben, schließen Sie diese Seite, und nichts geschieht.',
  'magic-link-open.code': 'Code',
  'magic-link-open.code-hint': 'Acht Buchstaben und Ziffern, wie K7QM-3XHP',
  'magic-link-open.button': 'Anmelden',
  'magic-link-open.ask-again': 'Neuen Link anfordern',

  'fault.code.empty': 'Der Code fehlt.',
  'fault.code.wrong':
    'Das ist nicht der Code, der im anderen Browser steht. Nach fünf falschen gilt der Link nicht mehr.',

  'flash.logged-in-address-proven':
    'Willkommen! Mit dieser Anmeldung ist Ihre E-Mail-Adresse bestätigt. Ein früher gesetztes Passwort gilt nicht mehr: Wählen Sie ein neues über „Passwort vergessen?“ auf der Anmeldeseite.',
};
