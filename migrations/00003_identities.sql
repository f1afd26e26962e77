-- +goose Up
-- identities is the offline copy of IIQ's identities, people and workgroups.
CREATE TABLE identities (
    id           text PRIMARY KEY,
    name         text        NOT NULL,
    display_name text        NOT NULL DEFAULT '',
    email        text        NOT NULL DEFAULT '',
    email_key    text        NOT NULL GENERATED ALWAYS AS (lower(btrim(email))) STORED,
    department   text        NOT NULL DEFAULT '',
    manager_id   text        NOT NULL DEFAULT '',
    inactive     boolean     NOT NULL DEFAULT false,
    workgroup    boolean     NOT NULL DEFAULT false,
    run          bigint      NOT NULL DEFAULT 0,
    seen_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX identities_email_key ON identities (email_key) WHERE email_key <> '';
CREATE INDEX identities_name_key ON identities (lower(name));
CREATE INDEX identities_run ON identities (run);

-- identity_sync has one row: how far the refresh of identities is, and how the last one ended.
CREATE TABLE identity_sync (
    one             boolean     PRIMARY KEY DEFAULT true CHECK (one),
    run             bigint      NOT NULL DEFAULT 0,
    started_at      timestamptz,
    completed_at    timestamptz,
    people          bigint      NOT NULL DEFAULT 0,
    activity_known  boolean     NOT NULL DEFAULT false,
    last_error      text        NOT NULL DEFAULT ''
);
INSERT INTO identity_sync DEFAULT VALUES;

-- slack_users is what Slack last said of a person.
CREATE TABLE slack_users (
    team_id       text        NOT NULL,
    id            text        NOT NULL,
    home_team_id  text        NOT NULL DEFAULT '',
    enterprise_id text        NOT NULL DEFAULT '',
    teams         text[]      NOT NULL DEFAULT '{}',
    name          text        NOT NULL DEFAULT '',
    email         text        NOT NULL DEFAULT '',
    email_key     text        NOT NULL GENERATED ALWAYS AS (lower(btrim(email))) STORED,
    tz            text        NOT NULL DEFAULT '',
    locale        text        NOT NULL DEFAULT '',
    deleted       boolean     NOT NULL DEFAULT false,
    bot           boolean     NOT NULL DEFAULT false,
    guest         boolean     NOT NULL DEFAULT false,
    stranger      boolean     NOT NULL DEFAULT false,
    checked_at    timestamptz NOT NULL,
    PRIMARY KEY (team_id, id)
);
CREATE INDEX slack_users_email_key ON slack_users (email_key) WHERE email_key <> '';

-- identity_links binds a Slack id to an IIQ identity, once and for good, until somebody changes it by hand.
CREATE TABLE identity_links (
    team_id       text        NOT NULL,
    slack_user_id text        NOT NULL,
    identity_id   text        NOT NULL,
    how           text        NOT NULL CHECK (how IN ('email', 'hand')),
    reason        text        NOT NULL DEFAULT '',
    linked_at     timestamptz NOT NULL DEFAULT now(),
    until         timestamptz,
    PRIMARY KEY (team_id, slack_user_id)
);
CREATE UNIQUE INDEX identity_links_identity ON identity_links (identity_id);

-- identity_refusals says why somebody could not be matched or reached, for administrators.
CREATE TABLE identity_refusals (
    side       text        NOT NULL CHECK (side IN ('slack', 'iiq')),
    who        text        NOT NULL,
    why        text        NOT NULL,
    email_key  text        NOT NULL DEFAULT '',
    since      timestamptz NOT NULL DEFAULT now(),
    last_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (side, who)
);
CREATE INDEX identity_refusals_email_key ON identity_refusals (email_key) WHERE email_key <> '';

-- workgroups and their people, flat: nested groups are expanded when they are read.
CREATE TABLE workgroups (
    id          text PRIMARY KEY,
    name        text        NOT NULL DEFAULT '',
    expanded_at timestamptz NOT NULL
);
CREATE TABLE workgroup_members (
    workgroup_id text NOT NULL REFERENCES workgroups (id) ON DELETE CASCADE,
    identity_id  text NOT NULL,
    PRIMARY KEY (workgroup_id, identity_id)
);
CREATE INDEX workgroup_members_identity ON workgroup_members (identity_id);

-- +goose Down
DROP TABLE workgroup_members;
DROP TABLE workgroups;
DROP TABLE identity_refusals;
DROP TABLE identity_links;
DROP TABLE slack_users;
DROP TABLE identity_sync;
DROP TABLE identities;
