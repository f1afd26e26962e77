-- +goose Up
-- bulks are several approvals that one person gave by one form, and the message that tells how they ended. A version before this step
-- makes none; it brings the decisions of one to IdentityIQ like any others, and tells the clicker of each that did not come about.
CREATE TABLE bulks (
    -- made of the form and of what was chosen in it, so that it is stored once, however often it is delivered
    id            uuid        PRIMARY KEY,
    team_id       text        NOT NULL,
    slack_user_id text        NOT NULL,
    identity_id   text        NOT NULL,
    clicked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    channel_id    text        NOT NULL DEFAULT '',
    message_ts    text        NOT NULL DEFAULT '',
    -- open until the message tells how all of it ended, or cannot
    state         text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ended')),
    ended_at      timestamptz,
    -- look_at: the message is looked at then though not all has an end yet
    look_at       timestamptz NOT NULL DEFAULT clock_timestamp() + interval '1 minute',
    -- shown_hash is what the message shows; null where nobody knows it
    shown_hash    bytea,
    post_unclear  boolean     NOT NULL DEFAULT false,
    attempt       integer     NOT NULL DEFAULT 0,
    claimed_until timestamptz NOT NULL DEFAULT 'epoch',
    next_try_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    failures      integer     NOT NULL DEFAULT 0,
    last_error    text        NOT NULL DEFAULT ''
);
CREATE INDEX bulks_open ON bulks (next_try_at) WHERE state = 'open';
CREATE INDEX bulks_ended ON bulks (ended_at) WHERE state = 'ended';

-- bulk_items are the items of a bulk, in the order of the form: each with its decision, or with the refusal that stood in its way.
CREATE TABLE bulk_items (
    bulk_id      uuid    NOT NULL REFERENCES bulks (id) ON DELETE CASCADE,
    place        integer NOT NULL,
    work_item_id text    NOT NULL,
    decision_id  uuid,
    refusal      jsonb   NOT NULL DEFAULT '{}',
    PRIMARY KEY (bulk_id, place)
);
CREATE INDEX bulk_items_decision ON bulk_items (decision_id) WHERE decision_id IS NOT NULL;

-- +goose Down
DROP TABLE bulk_items;
DROP TABLE bulks;
