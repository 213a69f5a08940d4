-- Second factors and passkeys, log-ins that wait for one, browsers that are trusted with it, and requests that wait for a proof.

ALTER TABLE users ADD COLUMN second_factor_since INTEGER; -- since then a log-in asks for a second factor; NULL: it does not

CREATE TABLE totps (
  user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  seed TEXT NOT NULL,                     -- SECRET under a key: the account's id and its seed, so that it is worth nothing in another row
  last_step INTEGER NOT NULL,             -- of the newest code that was spent; none of this step or before it counts any more
  failures INTEGER NOT NULL DEFAULT 0,    -- wrong codes in a row; from the hundredth on no code counts
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
  code_hash TEXT PRIMARY KEY,             -- SECRET at one remove: SHA-256 of the account's id and a code of 120 random bits
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,                   -- NULL: shown, not yet confirmed, and worth nothing
  spent_at INTEGER                        -- once set, it is worth nothing
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_codes_of_user ON recovery_codes (user_id);
CREATE INDEX recovery_codes_unconfirmed ON recovery_codes (created_at) WHERE confirmed_at IS NULL;

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,                    -- for forms; random
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  credential_id TEXT NOT NULL UNIQUE,     -- base64url, as the authenticator made it
  user_handle TEXT NOT NULL,              -- what a passkey says in place of a name; random, the same in all of an account
  public_key TEXT NOT NULL,               -- COSE, base64url; written once
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL,               -- a list as JSON
  device_type TEXT NOT NULL CHECK (device_type IN ('single-device', 'multi-device')),
  is_backed_up INTEGER NOT NULL CHECK (is_backed_up IN (0, 1)),
  is_discoverable INTEGER CHECK (is_discoverable IN (0, 1)), -- NULL: the browser did not say
  verifies_user INTEGER NOT NULL CHECK (verifies_user IN (0, 1)), -- as it did when it was added: only then it is two factors
  aaguid TEXT,                            -- which kind of authenticator
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_of_user ON passkeys (user_id);

-- What an authenticator has signed once: it counts no second time.
CREATE TABLE spent_challenges (
  challenge_hash TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_challenges_expire ON spent_challenges (expires_at);

-- The first factor is proven, and something is missing. No session, and it opens no page.
CREATE TABLE pending_log_ins (
  id_hash TEXT PRIMARY KEY,               -- SECRET at one remove: SHA-256 of the token in the cookie
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  credentials_version INTEGER NOT NULL,
  missing TEXT NOT NULL CHECK (missing IN ('second-factor', 'set-up', 'nothing')),
  proofs TEXT NOT NULL,                   -- what is proven, as JSON
  remember INTEGER NOT NULL CHECK (remember IN (0, 1)),
  wrong_codes INTEGER NOT NULL DEFAULT 0, -- the fifth ends it
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_log_ins_of_user ON pending_log_ins (user_id);
CREATE INDEX pending_log_ins_expire ON pending_log_ins (expires_at);

CREATE TABLE trusted_browsers (
  token_hash TEXT PRIMARY KEY,            -- SECRET at one remove: SHA-256 of a token in the cookie
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  agent TEXT,                             -- User-Agent, 256 characters at most
  address TEXT,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX trusted_browsers_of_user ON trusted_browsers (user_id);
CREATE INDEX trusted_browsers_expire ON trusted_browsers (expires_at);

-- A form that was sent, and waits until its sender has proven who it is. It goes with its session.
CREATE TABLE kept_requests (
  session_id_hash TEXT PRIMARY KEY REFERENCES sessions (id_hash) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  sealed TEXT NOT NULL,                   -- SECRET under a key: whose it is, where it was sent, what it does, names and values; no passwords, no files
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_requests_expire ON kept_requests (expires_at);
