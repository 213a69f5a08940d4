-- Times are integer UTC milliseconds. Text is compared byte by byte.

CREATE TABLE users (
  id TEXT PRIMARY KEY,                    -- UUIDv7, or the id an import brought
  username TEXT,                          -- as typed, trimmed
  username_canonical TEXT UNIQUE,
  email TEXT,                             -- as typed, trimmed; mail goes here
  email_canonical TEXT UNIQUE,
  password_hash TEXT,                     -- SECRET: a password hash in its own format (PHC, Werkzeug or bcrypt); never logged, never shown
  credentials_version INTEGER NOT NULL DEFAULT 1, -- raised by clearCredentials; sessions and known browsers of another version are void
  created_at INTEGER NOT NULL,
  last_log_in_at INTEGER,
  disabled_at INTEGER,
  CHECK (username IS NOT NULL OR email IS NOT NULL),
  CHECK ((username IS NULL) = (username_canonical IS NULL)),
  CHECK ((email IS NULL) = (email_canonical IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE remember_series (
  series TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL,               -- SECRET at one remove: SHA-256 of the token the browser should hold
  previous_hash TEXT,                     -- SECRET at one remove: SHA-256 of the token before it, while the newer one is unseen
  rotated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX remember_series_of_user ON remember_series (user_id, last_used_at);
CREATE INDEX remember_series_last_used ON remember_series (last_used_at);
CREATE INDEX remember_series_created ON remember_series (created_at);

CREATE TABLE sessions (
  id_hash TEXT PRIMARY KEY,               -- SECRET at one remove: SHA-256 of the token in the cookie
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  credentials_version INTEGER NOT NULL,   -- that of the user when the proof was made
  via TEXT NOT NULL CHECK (via IN ('login', 'remember')),
  proofs TEXT NOT NULL,                   -- JSON: [{"factor":"password","atMs":1700000000000}]
  series TEXT REFERENCES remember_series (series) ON DELETE CASCADE,
  wrong_passwords INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user_id, last_seen_at);
CREATE INDEX sessions_of_series ON sessions (series);
CREATE INDEX sessions_last_seen ON sessions (last_seen_at);
CREATE INDEX sessions_created ON sessions (created_at);

CREATE TABLE one_time_tokens (
  token_hash TEXT PRIMARY KEY,            -- SECRET at one remove: SHA-256 of the token that a mail carries
  purpose TEXT NOT NULL,                  -- 'reset-password', 'verify-email'; worth nothing for another
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,            -- from this time on it is worth nothing
  spent_at INTEGER                        -- once set, it is worth nothing
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_tokens_of_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_expire ON one_time_tokens (expires_at);

CREATE TABLE limits (
  name TEXT PRIMARY KEY,                  -- budget or window, and whose; an identifier without an account only as an HMAC
  count INTEGER NOT NULL,
  since INTEGER NOT NULL,                 -- start of the window, or of the run of failures
  wait_until INTEGER NOT NULL,            -- no try is taken before this time
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX limits_updated ON limits (updated_at);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('success', 'failure', 'info')),
  user_id TEXT,                           -- no foreign key: the row outlives the account
  identifier_mac TEXT,                    -- HMAC of an identifier that matched no account
  address TEXT,
  actor TEXT NOT NULL,                    -- 'visitor', 'operator' or 'latchkey'
  detail TEXT,                            -- a stable reason, never a secret
  count INTEGER NOT NULL DEFAULT 1        -- above 1: the events of one address and minute that were not written one by one
) STRICT;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_of_user ON audit (user_id, at);
CREATE INDEX audit_of_address ON audit (address, at);
