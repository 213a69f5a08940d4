/** What a command is for, and how it is written. The key is what follows `latchkey help`. */
export const helpTexts: Readonly<Record<string, string>> = {
  '': `Latchkey, the login server.

Usage: latchkey <command>

  serve                          run the server
  secret                         print a new SECRET_KEY
  users add NAME --email ADDRESS make an account
  users list [--json]            show the accounts
  users disable NAME             refuse an account and end its logins
  users enable NAME              let a disabled account in again
  users unlock NAME              let an account try again after too many wrong passwords
  users end-sessions NAME        log an account out of every browser
  users reset-link NAME          print a link to a new password
  users remove-factors NAME      remove the second factors and passkeys of an account, which were lost
  users delete NAME --yes        delete an account, at once and for good
  mail list [--json]             show what waits to be sent, and what could not be
  mail retry [ID]                send it now
  mail preview [MAIL]            print what a mail says
  gc                             delete what has expired
  help [COMMAND]                 explain a command, for example: latchkey help users add

  --help, --version

Settings come from the environment and from the file .env in the working directory; docs/settings.md lists them.
Exit codes: 0 done; 1 it could not be done; 2 the command line was not understood.
`,
  serve: `Usage: latchkey serve

Runs the server until SIGTERM or SIGINT (Ctrl-C). It then stops listening, finishes what it is answering for up to
10 seconds, and exits with 0; a second signal ends it at once.

Without any setting it starts for development: at http://localhost:5000, with the database data/latchkey.db and a
secret key of its own beside it. NODE_ENV=production needs SECRET_KEY and BASE_URL.
`,
  secret: `Usage: latchkey secret

Prints a new random key for SECRET_KEY: 32 bytes, written as base64url. It is stored nowhere.

To replace a key without ending what the old one signed, put the new one before it: SECRET_KEY=new,old
`,
  users: `Usage: latchkey users add NAME --email ADDRESS
       latchkey users list [--json]
       latchkey users disable|enable|unlock|end-sessions|reset-link|remove-factors NAME
       latchkey users delete NAME [--yes]

NAME is a user name or an e-mail address. "latchkey help users add" explains a command in full.
The commands work on the database of the settings, also while the server is running.
`,
  'users add': `Usage: latchkey users add NAME --email ADDRESS

Makes an account with the user name NAME and no password, and prints a link by which its owner chooses one. Hand it
over yourself: nothing is mailed. It works once, within 24 hours; "latchkey users reset-link NAME" makes another.

The link begins with BASE_URL; without it, with http://localhost and PORT.
`,
  'users list': `Usage: latchkey users list [--json]

Shows the accounts: user name, e-mail address and whether it is proven, when made, last log-in, and the state: active,
disabled, or waiting to be deleted, which its owner asked for. TWO-STEP: whether the log-in asks for a second factor.
Times are UTC. With --json: one array of objects, with the account ids, and since when it does.
`,
  'users disable': `Usage: latchkey users disable NAME

Refuses the account from now on, and ends its sessions and remembered browsers. The account itself stays.
`,
  'users enable': `Usage: latchkey users enable NAME

Lets a disabled account log in again. Sessions that were ended stay ended.
`,
  'users unlock': `Usage: latchkey users unlock NAME

Forgets the wrong passwords counted against the account, so that its owner can try again at once.
`,
  'users end-sessions': `Usage: latchkey users end-sessions NAME

Ends every session and remembered browser of the account, and forgets the browsers it knows. The password stays
as it is.
`,
  'users reset-link': `Usage: latchkey users reset-link NAME

Prints a link by which the account's owner chooses a new password. It works once, within 24 hours, and until then the
old password stays. Whoever has the link has the account: hand it to its owner only, and be sure who that is.

The link begins with BASE_URL; without it, with http://localhost and PORT.
`,
  'users remove-factors': `Usage: latchkey users remove-factors NAME

Removes the authenticator app, the passkeys and the recovery codes of an account whose owner has lost them, and ends its
sessions. The next log-in asks for the password alone, or has a new second factor set up where every account needs one.
It says what was removed, what to do if nothing is left to log in with, and whether the owner is told by mail: where the
settings of this command have mail, and the address is proven. The history says that it was the operator.

Be sure who is asking, at least as sure as the second factor was: a call and a name are not enough.
`,
  'users delete': `Usage: latchkey users delete NAME [--yes]

Deletes the account at once, with all that hangs on it; its lines in the audit stay, and no longer say whose they were.
Where the settings of this command have mail and the address is proven, a last mail says so. Nothing brings it back;
"latchkey users disable" can be undone.

Without --yes nothing is deleted: it shows the account that is meant, and exits with 1.
`,
  mail: `Usage: latchkey mail list [--json]
       latchkey mail retry [ID]
       latchkey mail preview [MAIL] [--language de] [--html]

"latchkey help mail list" explains a command in full.
`,
  'mail list': `Usage: latchkey mail list [--json]

Shows mails, newest first: all that wait, 1,000 at most, and of the last seven days the newest 100 that were sent or
given up. Each with its number, when written, recipient, which mail, tries, and what became of it (and why). Times are
UTC. What a mail says is never shown: the links in it log people in.
With --json: { "mails": [...], "moreWaiting": 0, "moreOthers": 0 }, with how many of both kinds are not shown.
`,
  'mail retry': `Usage: latchkey mail retry [ID]

Lets the server try again at once: the mail with the number ID, or without one all that wait. "latchkey mail list"
shows the numbers. The server that is running sends them; this command does not.
`,
  'mail preview': `Usage: latchkey mail preview [MAIL] [--language de] [--html]

Prints what a mail says, with a made-up person in it and a link that leads nowhere; without MAIL it lists the mails.
--language is en or de, by default the site's own. --html prints the HTML version. No database is needed.
`,
  gc: `Usage: latchkey gc

Deletes what has expired, as the running server does every ten minutes: sessions, remembered browsers, links, sign-ups
that were never finished, old lines of the audit, and accounts whose owners asked for it and have waited.
`,
  help: `Usage: latchkey help [COMMAND]

Explains a command, for example: latchkey help users add
`,
};
