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
       latchkey users disable|enable|unlock|end-sessions NAME

NAME is a user name or an e-mail address. "latchkey help users add" explains a command in full.
The commands work on the database of the settings, also while the server is running.
`,
  'users add': `Usage: latchkey users add NAME --email ADDRESS

Makes an account with the user name NAME. The password is asked for at the terminal, twice, without showing it;
where standard input is no terminal, it is read from there, one line:

  latchkey users add ada --email ada@example.com < password.txt

A password is never an argument: other people on the machine can read those.
`,
  'users list': `Usage: latchkey users list [--json]

Shows the accounts: user name, e-mail address, when made, last log-in, and whether disabled. Times are UTC.
With --json: one array of objects, with the account ids.
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
  help: `Usage: latchkey help [COMMAND]

Explains a command, for example: latchkey help users add
`,
};
