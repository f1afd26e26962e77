-- +goose Up
-- run_mode has one row from the first start of a bot on: real, or shadow where nothing leaves. A bot of the other mode
-- refuses to start, since the cards of a shadow were never posted. Without a row no bot was here yet.
CREATE TABLE run_mode (
    only_row boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    mode     text        NOT NULL CHECK (mode IN ('real', 'shadow')),
    since    timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- When a shadow last said that it is at work; NULL once it has stopped.
    seen_at  timestamptz
);
-- Whoever has cards already has sent them.
INSERT INTO run_mode (mode) SELECT 'real' WHERE EXISTS (SELECT 1 FROM cards);

-- shadow_messages is what a shadow would have sent: one row a message or update.
CREATE TABLE shadow_messages (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind          text        NOT NULL,
    method        text        NOT NULL,
    slack_user_id text        NOT NULL DEFAULT '',
    channel_id    text        NOT NULL DEFAULT '',
    message_ts    text        NOT NULL DEFAULT '',
    identity_id   text        NOT NULL DEFAULT '',
    work_item_id  text        NOT NULL DEFAULT '',
    -- The id of the card, of a card's own message alone.
    card_id       text        NOT NULL DEFAULT '',
    fallback      text        NOT NULL DEFAULT '',
    -- json keeps every text that Slack takes; NULL when there are none, or more than are kept.
    blocks        json
);
CREATE INDEX shadow_messages_at ON shadow_messages (at);
CREATE INDEX shadow_messages_cards ON shadow_messages (channel_id, id DESC) WHERE card_id <> '';

-- shadow_iiq_calls is how IdentityIQ answered a shadow, by the name of the call; an answer is failed that is no 2xx, or none.
CREATE TABLE shadow_iiq_calls (
    endpoint   text PRIMARY KEY,
    calls      bigint           NOT NULL,
    failed     bigint           NOT NULL,
    seconds    double precision NOT NULL,
    longest    double precision NOT NULL
);

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    -- A version that knows of no shadow would take its cards for posted ones.
    IF EXISTS (SELECT 1 FROM run_mode WHERE mode = 'shadow') THEN
        RAISE EXCEPTION 'this database is a shadow: end it first with `bot shadow clear --yes`';
    END IF;
END $$;
-- +goose StatementEnd
DROP TABLE shadow_iiq_calls;
DROP TABLE shadow_messages;
DROP TABLE run_mode;
