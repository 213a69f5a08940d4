-- Mail and what goes by it: proven addresses, sign-ups that wait for their mail, links, the mails themselves; and where sessions come from.

ALTER TABLE users ADD COLUMN email_verified_at INTEGER; -- when the address stored beside it was proven; NULL: it was not

ALTER TABLE users ADD COLUMN language TEXT; -- of pages and mails, `en`; NULL: as the browser asks

ALTER TABLE users ADD COLUMN deletes_at INTEGER; -- the owner asked for it; a log-in before this time takes it back
CREATE INDEX users_delete ON users (deletes_at) WHERE deletes_at IS NOT NULL;

ALTER TABLE sessions ADD COLUMN agent TEXT; -- User-Agent at its begin, 256 characters at most
ALTER TABLE sessions ADD COLUMN address TEXT; -- of the client at its begin
ALTER TABLE remember_series ADD COLUMN agent TEXT;
ALTER TABLE remember_series ADD COLUMN address TEXT;
ALTER TABLE audit ADD COLUMN agent TEXT;

-- Made anew, because user_id may be NULL now.
DROP INDEX one_time_tokens_of_user;
DROP INDEX one_time_tokens_expire;
ALTER TABLE one_time_tokens RENAME TO one_time_tokens_before;
CREATE TABLE one_time_tokens (
  token_hash TEXT PRIMARY KEY,            -- SECRET at one remove: SHA-256 of the token that a mail carries
  purpose TEXT NOT NULL,                  -- what it is good for; worth nothing for another
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE, -- NULL: a decoy, written where there is no such account; worth nothing
  email TEXT,                             -- the address it is about: where it was mailed to, or the one to change to
  sealed TEXT,                            -- SECRET under a key: the token, where the same link is mailed again
  browser_hash TEXT,                      -- SECRET at one remove: SHA-256 of what the browser that asked for it holds
  code_mac TEXT,                          -- SECRET at one remove: HMAC of the code that this browser shows
  wrong_codes INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,            -- from this time on it is worth nothing
  spent_at INTEGER                        -- once set, it is worth nothing
) STRICT, WITHOUT ROWID;
INSERT INTO one_time_tokens (token_hash, purpose, user_id, created_at, expires_at, spent_at)
  SELECT token_hash, purpose, user_id, created_at, expires_at, spent_at FROM one_time_tokens_before;
DROP TABLE one_time_tokens_before;
CREATE INDEX one_time_tokens_of_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_expire ON one_time_tokens (expires_at);

-- Somebody has signed up and not yet proven the address. No account, and nothing is reserved.
CREATE TABLE pending_sign_ups (
  token_hash TEXT PRIMARY KEY,            -- SECRET at one remove: SHA-256 of the token that the mail carries
  sealed TEXT NOT NULL,                   -- SECRET under a key: the token, to mail the same link again
  email TEXT NOT NULL,                    -- as typed, trimmed
  email_canonical TEXT NOT NULL,
  username TEXT,
  username_canonical TEXT,
  password_hash TEXT NOT NULL,            -- SECRET: a password hash
  browser_hash TEXT NOT NULL,             -- SECRET at one remove: SHA-256 of what the browser that signed up holds
  language TEXT,
  wrong_passwords INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  mailed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_sign_ups_of_email ON pending_sign_ups (email_canonical, created_at);
CREATE INDEX pending_sign_ups_of_browser ON pending_sign_ups (browser_hash);
CREATE INDEX pending_sign_ups_expire ON pending_sign_ups (expires_at);

-- Written in the transaction of what they are about, sent by a worker afterwards.
CREATE TABLE mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice: it makes the Message-ID
  user_id TEXT,                           -- no foreign key: the mail about a deleted account outlives it
  template TEXT NOT NULL,
  recipient TEXT NOT NULL,
  body TEXT,                              -- SECRET under a key: subject, text and HTML with their links; NULL once sent or given up
  created_at INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0, -- somebody is sending it
  sent_at INTEGER,
  given_up_at INTEGER,
  error TEXT,                             -- of the last try; no text of the mail
  is_withheld INTEGER NOT NULL DEFAULT 0 CHECK (is_withheld IN (0, 1)) -- 1: written so that nobody can time the difference; never sent
) STRICT;
CREATE INDEX mails_due ON mails (next_try_at) WHERE body IS NOT NULL;
CREATE INDEX mails_done ON mails (created_at) WHERE body IS NULL;
CREATE INDEX mails_of_user ON mails (user_id);
