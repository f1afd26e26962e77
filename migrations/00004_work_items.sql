-- +goose Up
-- work_items is what IIQ last said of each work item, and what became of it.
CREATE TABLE work_items (
    id              text PRIMARY KEY,
    number          text        NOT NULL DEFAULT '',
    type            text        NOT NULL,
    level           text        NOT NULL DEFAULT '',
    description     text        NOT NULL DEFAULT '',
    owner_id        text        NOT NULL,
    owner_name      text        NOT NULL DEFAULT '',
    owner_workgroup boolean     NOT NULL DEFAULT false,
    requester_id    text        NOT NULL DEFAULT '',
    requester_name  text        NOT NULL DEFAULT '',
    target_id       text        NOT NULL DEFAULT '',
    target_name     text        NOT NULL DEFAULT '',
    target_display  text        NOT NULL DEFAULT '',
    request_name    text        NOT NULL DEFAULT '',
    justification   text        NOT NULL DEFAULT '',
    lines           jsonb       NOT NULL DEFAULT '[]',
    violations      jsonb       NOT NULL DEFAULT '[]',
    signature       boolean     NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL,
    modified_at     timestamptz,
    due_at          timestamptz,
    content_hash    bytea       NOT NULL,
    described       boolean     NOT NULL DEFAULT false,
    -- open until IIQ says otherwise; round counts how often it was open anew.
    state           text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    round           integer     NOT NULL DEFAULT 1,
    outcome         text        NOT NULL DEFAULT '' CHECK (outcome IN ('', 'approved', 'denied', 'mixed', 'completed', 'expired', 'canceled', 'returned')),
    outcome_by      text        NOT NULL DEFAULT '',
    outcome_comment text        NOT NULL DEFAULT '',
    outcome_counts  jsonb       NOT NULL DEFAULT '{}',
    outcome_here    boolean     NOT NULL DEFAULT false,
    closed_at       timestamptz,
    not_recorded    boolean     NOT NULL DEFAULT false,
    version         bigint      NOT NULL DEFAULT 1,
    first_seen_at   timestamptz NOT NULL DEFAULT now(),
    -- changed_at is when the row last changed here: what was read from IIQ before that is stale.
    changed_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX work_items_open_id ON work_items (id) WHERE state = 'open';
CREATE INDEX work_items_open_owner ON work_items (owner_id) WHERE state = 'open';
CREATE INDEX work_items_number ON work_items (number);
CREATE INDEX work_items_closed ON work_items (closed_at) WHERE state = 'closed';

-- work_item_approvers are the people who may decide (active) or could once (not active).
CREATE TABLE work_item_approvers (
    work_item_id text        NOT NULL REFERENCES work_items (id) ON DELETE CASCADE,
    identity_id  text        NOT NULL,
    active       boolean     NOT NULL DEFAULT true,
    open         boolean     NOT NULL DEFAULT true,
    via          text        NOT NULL DEFAULT 'owner' CHECK (via IN ('owner', 'workgroup')),
    forwarded_by text        NOT NULL DEFAULT '',
    since        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (work_item_id, identity_id)
);
-- open mirrors the item's state, so that a person's pending items come from one index.
CREATE INDEX work_item_approvers_pending ON work_item_approvers (identity_id) WHERE active AND open;

-- decisions is what people decided here. The row, not the job, says who works on it.
CREATE TABLE decisions (
    id             uuid PRIMARY KEY,
    work_item_id   text        NOT NULL REFERENCES work_items (id),
    round          integer     NOT NULL,
    click_id       text        NOT NULL UNIQUE,
    verdict        text        NOT NULL CHECK (verdict IN ('approve', 'deny')),
    comment        text        NOT NULL DEFAULT '',
    sent_comment   text        NOT NULL,
    identity_id    text        NOT NULL,
    decider_name   text        NOT NULL,
    slack_team_id  text        NOT NULL,
    slack_user_id  text        NOT NULL,
    card_id        uuid,
    channel_id     text        NOT NULL DEFAULT '',
    message_ts     text        NOT NULL DEFAULT '',
    response_url   text        NOT NULL DEFAULT '',
    response_uses  integer     NOT NULL DEFAULT 0,
    in_run         boolean     NOT NULL DEFAULT false,
    state          text        NOT NULL DEFAULT 'recording' CHECK (state IN ('recording', 'recorded', 'refused', 'given_up')),
    refusal        text        NOT NULL DEFAULT '',
    refusal_detail jsonb       NOT NULL DEFAULT '{}',
    clicked_at     timestamptz NOT NULL DEFAULT now(),
    sent_at        timestamptz,
    ended_at       timestamptz,
    attempt        integer     NOT NULL DEFAULT 0,
    claimed_until  timestamptz NOT NULL DEFAULT 'epoch',
    next_try_at    timestamptz NOT NULL DEFAULT now() + interval '2 seconds',
    stalled        boolean     NOT NULL DEFAULT false,
    last_error     text        NOT NULL DEFAULT ''
);
-- The first decision of a round wins: this index is what makes it so.
CREATE UNIQUE INDEX decisions_one_a_round ON decisions (work_item_id, round) WHERE state IN ('recording', 'recorded');
CREATE INDEX decisions_unfinished ON decisions (next_try_at) WHERE state = 'recording';
CREATE INDEX decisions_by_identity ON decisions (identity_id, clicked_at DESC);

-- cards are messages that are kept true. want counts what they should tell, shown what they tell.
CREATE TABLE cards (
    id            uuid PRIMARY KEY,
    work_item_id  text        NOT NULL REFERENCES work_items (id) ON DELETE CASCADE,
    round         integer     NOT NULL DEFAULT 1,
    identity_id   text        NOT NULL,
    team_id       text        NOT NULL DEFAULT '',
    slack_user_id text        NOT NULL DEFAULT '',
    channel_id    text        NOT NULL DEFAULT '',
    message_ts    text        NOT NULL DEFAULT '',
    -- new: to be released at the end of the round; held: told of by another card's count;
    -- waiting: to be posted; posted; unreachable: nobody in Slack to send it to; ended: the message is gone.
    state         text        NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'held', 'waiting', 'posted', 'unreachable', 'ended')),
    asked         boolean     NOT NULL DEFAULT false,
    in_run        boolean     NOT NULL DEFAULT false,
    batch         integer     NOT NULL DEFAULT 0,
    withdrawn     text        NOT NULL DEFAULT '' CHECK (withdrawn IN ('', 'forwarded', 'left')),
    withdrawn_to  text        NOT NULL DEFAULT '',
    want          bigint      NOT NULL DEFAULT 1,
    shown         bigint      NOT NULL DEFAULT 0,
    shown_hash    bytea,
    post_unclear  boolean     NOT NULL DEFAULT false,
    attempt       integer     NOT NULL DEFAULT 0,
    claimed_until timestamptz NOT NULL DEFAULT 'epoch',
    next_try_at   timestamptz NOT NULL DEFAULT now() + interval '3 seconds',
    failures      integer     NOT NULL DEFAULT 0,
    last_error    text        NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL DEFAULT now(),
    posted_at     timestamptz
);
CREATE INDEX cards_by_item ON cards (work_item_id);
CREATE INDEX cards_by_identity ON cards (identity_id, created_at DESC);
CREATE INDEX cards_new ON cards (identity_id) WHERE state = 'new';
CREATE INDEX cards_behind ON cards (next_try_at) WHERE state IN ('waiting', 'posted') AND shown < want;
CREATE INDEX cards_unreachable ON cards (identity_id) WHERE state = 'unreachable';

-- +goose Down
DROP TABLE cards;
DROP TABLE decisions;
DROP TABLE work_item_approvers;
DROP TABLE work_items;
