-- +goose Up
-- schedules says what is due and which replica has it; term fences off whoever has lost it.
CREATE TABLE schedules (
    name          text PRIMARY KEY,
    next_at       timestamptz NOT NULL DEFAULT 'epoch',
    claimed_until timestamptz NOT NULL DEFAULT 'epoch',
    term          bigint      NOT NULL DEFAULT 0,
    last_ok_at    timestamptz,
    last_error    text        NOT NULL DEFAULT '',
    failing_since timestamptz
);

-- watermarks: the greatest IIQ stamp of a complete round, by IIQ's clock; cursor is where a paged sweep goes on.
CREATE TABLE watermarks (
    name   text PRIMARY KEY,
    stamp  timestamptz,
    cursor text   NOT NULL DEFAULT '',
    round  bigint NOT NULL DEFAULT 0,
    term   bigint NOT NULL DEFAULT 0
);

-- slack_events are the ids of events and commands that were taken, so that a redelivery does nothing.
CREATE TABLE slack_events (
    id       text PRIMARY KEY,
    taken_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX slack_events_taken_at ON slack_events (taken_at);

-- home_tabs: who has the Home tab open, or had lately.
CREATE TABLE home_tabs (
    team_id       text        NOT NULL,
    slack_user_id text        NOT NULL,
    opened_at     timestamptz NOT NULL,
    PRIMARY KEY (team_id, slack_user_id)
);

-- slack_budgets is what is left of each Slack method's limit, shared by all replicas.
CREATE TABLE slack_budgets (
    method     text PRIMARY KEY,
    tokens     double precision NOT NULL,
    filled_at  timestamptz      NOT NULL DEFAULT clock_timestamp(),
    rest_until timestamptz      NOT NULL DEFAULT 'epoch'
);

-- +goose Down
DROP TABLE slack_budgets;
DROP TABLE home_tabs;
DROP TABLE slack_events;
DROP TABLE watermarks;
DROP TABLE schedules;
