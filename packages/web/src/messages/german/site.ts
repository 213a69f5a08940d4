import type { site as english } from '../english/site.ts';
import type { Part } from '../part.ts';
import type { Waiting } from '../values.ts';

export const site: Part<typeof english> = {
  'title.page': ({ title, siteName }) => `${title} – ${siteName}`,
  'title.refused': ({ title }) => `Fehler: ${title}`,

  'skip-link': 'Zum Inhalt springen',
  'nav.label': 'Hauptmenü',
  'nav.home': 'Startseite',
  'nav.dashboard': 'Übersicht',
  'nav.hello': ({ name }) => `Hallo, ${name}!`,
  'nav.log-out': 'Abmelden',
  'nav.log-in': 'Anmelden',
  'nav.sign-up': 'Registrieren',
  'summary.heading': 'Es gibt ein Problem',

  'home.title': 'Startseite',
  'home.heading': ({ siteName }) => `Willkommen bei ${siteName}`,
  'home.text':
    'Melden Sie sich an und machen Sie weiter, wo Sie aufgehört haben, oder legen Sie in einer Minute ein Konto an.',
  'home.text-logged-in': 'Sie sind angemeldet. Zu Ihrer Übersicht ist es nur ein Schritt.',
  'home.dashboard': 'Zu Ihrer Übersicht',

  'signup.title': 'Konto anlegen',
  'signup.button': 'Konto anlegen',
  'signup.log-in-question': 'Sie haben schon ein Konto?',
  'signup.magic-link': 'Hier anmelden',

  'login.title': 'Anmelden',
  'login.identifier': 'E-Mail-Adresse oder Benutzername',
  'login.remember': 'Angemeldet bleiben',
  'login.remember-hint':
    'Sie bleiben in diesem Browser angemeldet. Nicht für einen Computer, den auch andere benutzen.',
  'login.button': 'Anmelden',
  'login.sign-up-question': 'Sie haben noch kein Konto?',
  'login.sign-up-link': 'Hier registrieren',
  'login.wrong':
    'Anmeldung fehlgeschlagen. Bitte prüfen Sie E-Mail-Adresse oder Benutzername und das Passwort.',

  'logout.title': 'Abmelden',
  'logout.text': 'Möchten Sie sich in diesem Browser abmelden?',
  'logout.button': 'Abmelden',

  'dashboard.title': 'Übersicht',
  'dashboard.heading': ({ name }) => `Willkommen in Ihrer Übersicht, ${name}!`,
  'dashboard.text': 'Sie sind angemeldet. Diese Seite sieht nur, wer angemeldet ist.',
  'dashboard.account': 'Ihre Kontodaten',
  'dashboard.username': 'Benutzername',
  'dashboard.email': 'E-Mail-Adresse',
  'dashboard.id': 'Konto-ID',
  'dashboard.none': 'keine Angabe',
  'dashboard.your-account': 'Ihr Konto',
  'dashboard.change-password': 'Passwort ändern',
  'dashboard.log-out': 'Abmelden',

  'confirm.title': 'Bestätigen Sie, dass Sie es sind',
  'confirm.text':
    'Für diese Seite muss Ihre Anmeldung frisch sein. Bestätigen Sie, dass Sie es sind, dann geht es weiter.',
  'confirm.button': 'Bestätigen',

  'password.title': 'Passwort ändern',
  'password.text': 'Danach muss sich jeder andere Browser, der an Ihrem Konto angemeldet ist, neu anmelden.',
  'password.button': 'Passwort ändern',
  'password.back': 'Zurück zu Ihrem Konto',

  'field.account': 'Konto',
  'field.username': 'Benutzername',
  'field.username-hint': '3 bis 150 Zeichen, ohne @',
  'field.email': 'E-Mail-Adresse',
  'field.password': 'Passwort',
  'field.password-hint': ({ minimum }) => `Mindestens ${minimum} Zeichen`,
  'field.confirm-password': 'Passwort wiederholen',
  'field.current-password': 'Bisheriges Passwort',
  'field.new-password': 'Neues Passwort',
  'field.confirm-new-password': 'Neues Passwort wiederholen',

  'flash.login-needed': 'Bitte melden Sie sich an, um diese Seite zu sehen.',
  'flash.confirmation-needed': 'Bitte bestätigen Sie, dass Sie es sind.',
  'flash.account-created': 'Ihr Konto ist angelegt. Bitte melden Sie sich an.',
  'flash.account-created-logged-in': ({ name }) => `Ihr Konto ist angelegt. Willkommen, ${name}!`,
  'flash.welcome-back': ({ name }) => `Willkommen zurück, ${name}!`,
  'flash.logged-out': 'Sie sind abgemeldet.',
  'flash.password-changed': 'Ihr Passwort ist geändert.',
  'flash.login-ended':
    'Sie sind abgemeldet worden: Das Passwort war zu oft falsch, oder die Anmeldung wurde anderswo beendet. Bitte melden Sie sich neu an.',

  'fault.all-required': 'Bitte füllen Sie alle Felder aus.',
  'fault.unknown': 'Bitte prüfen Sie dieses Feld.',
  'fault.username.empty': 'Bitte geben Sie einen Benutzernamen ein.',
  'fault.username.too-short': ({ minimum = 3 }) =>
    `Der Benutzername muss mindestens ${minimum} Zeichen lang sein.`,
  'fault.username.too-long': ({ maximum = 150 }) =>
    `Der Benutzername darf höchstens ${maximum} Zeichen lang sein.`,
  'fault.username.has-at-sign': 'Der Benutzername darf kein @ enthalten.',
  'fault.username.control-characters':
    'Der Benutzername darf keine Steuerzeichen und keine unsichtbaren Zeichen enthalten.',
  'fault.username.invalid': 'Der Benutzername enthält Zeichen, die nicht gespeichert werden können.',
  'fault.username.taken': 'Diesen Benutzernamen gibt es schon.',
  'fault.email.empty': 'Bitte geben Sie eine E-Mail-Adresse ein.',
  'fault.email.too-long': ({ maximum = 254 }) =>
    `Die E-Mail-Adresse darf höchstens ${maximum} Zeichen lang sein.`,
  'fault.email.invalid': 'Geben Sie eine E-Mail-Adresse wie name@example.com ein.',
  'fault.email.taken': 'Es gibt schon ein Konto mit dieser E-Mail-Adresse.',
  'fault.password.empty': 'Bitte geben Sie ein Passwort ein.',
  'fault.password.invalid': 'Das Passwort enthält Zeichen, die nicht gespeichert werden können.',
  'fault.password.too-short': ({ minimum = 8 }) =>
    `Das Passwort muss mindestens ${minimum} Zeichen lang sein.`,
  'fault.password.too-long': ({ maximumBytes = 1024 }) =>
    `Das Passwort darf höchstens ${maximumBytes} Byte lang sein.`,
  'fault.password.needs-upper-case': 'Das Passwort muss einen Großbuchstaben enthalten.',
  'fault.password.needs-digit': 'Das Passwort muss eine Ziffer enthalten.',
  'fault.password.own-name': 'Das Passwort ist Ihrem Benutzernamen oder Ihrer E-Mail-Adresse zu ähnlich.',
  'fault.password.site-name': 'Das Passwort ist dem Namen dieser Website zu ähnlich.',
  'fault.password.common':
    'Dieses Passwort gehört zu den häufigsten und wird zuerst geraten. Bitte wählen Sie ein anderes.',
  'fault.password.same-as-before': 'Das neue Passwort muss anders sein als das bisherige.',
  'fault.confirmPassword.empty': 'Bitte geben Sie das Passwort zur Sicherheit noch einmal ein.',
  'fault.confirmPassword.mismatch': 'Die beiden Passwörter stimmen nicht überein.',
  'fault.currentPassword.empty': 'Bitte geben Sie Ihr bisheriges Passwort ein.',
  'fault.currentPassword.wrong': 'Das ist nicht Ihr bisheriges Passwort.',
  'fault.confirm.empty': 'Bitte geben Sie Ihr Passwort ein.',
  'fault.confirm.wrong': 'Das Passwort stimmt nicht. Bitte versuchen Sie es noch einmal.',

  'form.stale':
    'Dieses Formular war zu lange offen, oder Sie haben sich in einem anderen Tab an- oder abgemeldet. Es ist noch nichts geschehen: Bitte senden Sie es noch einmal.',
  'form.no-cookies':
    'Ihr Browser hat unser Cookie nicht zurückgeschickt. Ohne Cookies geht das Anmelden nicht: Bitte erlauben Sie sie für diese Website und versuchen Sie es noch einmal.',

  'error.400.title': 'Fehlerhafte Anfrage',
  'error.400.text': 'Der Server konnte nicht lesen, was Ihr Browser geschickt hat. Es wurde nichts geändert.',
  'error.403.title': 'Nicht angenommen',
  'error.403.text':
    'Diese Anfrage kam nicht von einer unserer Seiten, oder die Seite war zu lange offen. Es wurde nichts geändert. Bitte öffnen Sie die Seite neu und senden Sie das Formular noch einmal.',
  'error.403.no-cookies':
    'Ihr Browser hat unser Cookie nicht zurückgeschickt. Diese Seiten brauchen Cookies: Bitte erlauben Sie sie für diese Website, öffnen Sie die Seite neu und senden Sie das Formular noch einmal. Es wurde nichts geändert.',
  'error.404.title': 'Seite nicht gefunden',
  'error.404.text':
    'Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie umgezogen, oder die Adresse enthält einen Tippfehler.',
  'error.405.title': 'Hier nicht möglich',
  'error.405.text': 'Diese Seite nimmt keine solche Anfrage an. Es wurde nichts geändert.',
  'error.413.title': 'Zu groß',
  'error.413.text':
    'Was Ihr Browser geschickt hat, ist größer als jedes unserer Formulare. Es wurde nichts geändert.',
  'error.415.title': 'Unbekanntes Format',
  'error.415.text': 'Diese Seite nimmt nur einfache Formulare an. Es wurde nichts geändert.',
  'error.429.title': 'Zu viele Versuche',
  'error.429.text': (waiting) =>
    `Es waren zu viele Versuche. Bitte versuchen Sie es ${inWords(waiting)} noch einmal.`,
  'error.429.closed':
    'Es waren zu viele Versuche, und dieser Zugang ist geschlossen. Bitte lassen Sie ihn vom Betreiber dieser Website wieder öffnen.',
  'error.429.closed-until-reset':
    'Es waren zu viele Versuche, und dieser Zugang ist gesperrt. Wählen Sie ein neues Passwort über „Passwort vergessen?“ auf der Anmeldeseite: Das öffnet ihn wieder.',
  'error.500.title': 'Etwas ist schiefgegangen',
  'error.500.text': 'Etwas ist schiefgegangen. Bitte versuchen Sie es noch einmal.',
  'error.500.id': ({ id }) => `Wenn es wieder geschieht, nennen Sie uns diese Nummer: ${id}`,
  'error.503.title': 'Gerade sehr viel los',
  'error.503.text': (waiting) =>
    `Im Moment ist sehr viel los. Es wurde nichts geändert. Bitte versuchen Sie es ${inWords(waiting)} noch einmal.`,
  'error.back-home': 'Zur Startseite',
  'error.open-again': 'Seite neu öffnen',
};

/** „in 1 Sekunde“, „in 2 Minuten“: rounded up, so that nobody comes too early. */
function inWords({ retryAfterSeconds }: Waiting): string {
  if (retryAfterSeconds < 60) return `in ${count(Math.max(1, retryAfterSeconds), 'Sekunde')}`;
  if (retryAfterSeconds < 3600) return `in ${count(Math.ceil(retryAfterSeconds / 60), 'Minute')}`;
  return `in ${count(Math.ceil(retryAfterSeconds / 3600), 'Stunde')}`;
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 'n'}`;
}
