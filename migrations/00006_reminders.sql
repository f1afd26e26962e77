-- +goose Up
-- person_settings is what people chose for themselves; whoever chose nothing has no row.
CREATE TABLE person_settings (
    identity_id text PRIMARY KEY,
    -- card: each new item at once; digest: one message at the first working hour; silent: nothing unasked.
    told        text        NOT NULL DEFAULT 'card' CHECK (told IN ('card', 'digest', 'silent')),
    -- Minutes since midnight in the person's own zone, to is at most 1440; both 0: as the bot's settings have it.
    hours_from  integer     NOT NULL DEFAULT 0 CHECK (hours_from BETWEEN 0 AND 1439),
    hours_to    integer     NOT NULL DEFAULT 0 CHECK (hours_to BETWEEN 0 AND 1440),
    -- One bit for each weekday, Sunday's is the lowest; 0: as the bot's settings have it.
    days        integer     NOT NULL DEFAULT 0 CHECK (days BETWEEN 0 AND 127),
    pause_until timestamptz,
    changed_at  timestamptz NOT NULL DEFAULT now()
);

-- reminders says for each approver when to look next whether a reminder is due, and how the last one went.
CREATE TABLE reminders (
    identity_id  text PRIMARY KEY,
    -- NULL: nothing to look for until something changes.
    next_look_at timestamptz,
    -- last_at is when the last reminder was marked, step how far the distance has grown since something new was in one.
    last_at      timestamptz,
    step         integer     NOT NULL DEFAULT 0,
    -- What last_at and step were before the last mark, for a reminder that could not go out after all.
    before_at    timestamptz,
    before_step  integer     NOT NULL DEFAULT 0,
    -- seq counts the marks: a worker of an earlier mark sends nothing.
    seq          bigint      NOT NULL DEFAULT 0,
    state        text        NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'marked', 'sending')),
    -- The last message that went out, and how many items it told of.
    channel_id   text        NOT NULL DEFAULT '',
    message_ts   text        NOT NULL DEFAULT '',
    waiting      integer     NOT NULL DEFAULT 0
);
CREATE INDEX reminders_next_look ON reminders (next_look_at) WHERE next_look_at IS NOT NULL;

-- snoozes: who wants to be reminded of which item later. One that is over is kept for a while, since it asks for a reminder.
CREATE TABLE snoozes (
    identity_id  text        NOT NULL,
    work_item_id text        NOT NULL REFERENCES work_items (id) ON DELETE CASCADE,
    until        timestamptz NOT NULL,
    PRIMARY KEY (identity_id, work_item_id)
);
CREATE INDEX snoozes_by_item ON snoozes (work_item_id);
CREATE INDEX snoozes_until ON snoozes (until);

-- Whoever has something open already is looked at once.
INSERT INTO reminders (identity_id, next_look_at)
SELECT DISTINCT identity_id, now() FROM work_item_approvers WHERE active AND open;

-- +goose Down
DROP TABLE snoozes;
DROP TABLE reminders;
DROP TABLE person_settings;
