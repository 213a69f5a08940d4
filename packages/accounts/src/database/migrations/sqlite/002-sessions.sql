-- What a session says of its browser and its log-in, and how long a remember token lives where the log-in said so.

ALTER TABLE sessions ADD COLUMN looks TEXT; -- how the browser looked: 22 characters of a hash over its User-Agent and address; NULL where neither was known, and in sessions from before this step

ALTER TABLE sessions ADD COLUMN forced INTEGER NOT NULL DEFAULT 0 CHECK (forced IN (0, 1)); -- 1: logged in although the application holds the user inactive; a disabled account is refused all the same

ALTER TABLE remember_series ADD COLUMN lifetime_ms INTEGER; -- how long a token lives without being used; NULL: as long as the login's settings say

-- A series is in one of the two: a sweep walks past none that may stay.
DROP INDEX remember_series_last_used;
CREATE INDEX remember_series_last_used ON remember_series (last_used_at) WHERE lifetime_ms IS NULL;
CREATE INDEX remember_series_unused_for ON remember_series (last_used_at + lifetime_ms) WHERE lifetime_ms IS NOT NULL;
