-- +goose Up
-- trouble is what is wrong with IdentityIQ while a decision is kept for it: its kind, IdentityIQ's own sentence, and the last_error
-- that both belong to ("of"). A version before this step writes stalled and last_error alone: what stands here then belongs to no
-- attempt, and counts no more.
ALTER TABLE decisions ADD COLUMN trouble jsonb NOT NULL DEFAULT '{}';

-- confirm_keys has one key, by which the bot knows its own controls again that ask for a confirmation. Replicas share it.
CREATE TABLE confirm_keys (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key text    NOT NULL DEFAULT gen_random_uuid()::text || gen_random_uuid()::text
);
INSERT INTO confirm_keys DEFAULT VALUES;

-- owed_at is when a Home tab is to be published anew, whether or not it is open, since its reader has lost the identity whose items it
-- shows; owed_tries counts how often that was asked for. A version before this step publishes it when it is next opened.
ALTER TABLE home_tabs ADD COLUMN owed_at timestamptz, ADD COLUMN owed_tries integer NOT NULL DEFAULT 0;
CREATE INDEX home_tabs_owed ON home_tabs (owed_at) WHERE owed_at IS NOT NULL;

-- reminders_unlinked are last reminders in the messages of people who have lost the identity that they are about, until the items are
-- out of them. A version before this step leaves such a reminder as it is.
CREATE TABLE reminders_unlinked (
    channel_id    text        NOT NULL,
    message_ts    text        NOT NULL,
    team_id       text        NOT NULL,
    slack_user_id text        NOT NULL,
    next_try_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    tries         integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (channel_id, message_ts)
);
CREATE INDEX reminders_unlinked_next ON reminders_unlinked (next_try_at);

-- +goose Down
DROP TABLE reminders_unlinked;
DROP INDEX home_tabs_owed;
ALTER TABLE home_tabs DROP COLUMN owed_tries, DROP COLUMN owed_at;
DROP TABLE confirm_keys;
ALTER TABLE decisions DROP COLUMN trouble;
