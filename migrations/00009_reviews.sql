-- +goose Up
-- An access review waits for people as a work item does: it is a row of work_items too, of type Certification, under the
-- certification's own id. That row, its approvers and its cards are made once the review is out. What only a review has is
-- in the tables below.
CREATE TABLE reviews (
    -- The id of the certification.
    id             text COLLATE "C" PRIMARY KEY,
    name           text        NOT NULL DEFAULT '',
    phase          text        NOT NULL DEFAULT '',
    due_at         timestamptz,
    signed_at      timestamptz,
    -- The reviewers' names as IIQ tells them; empty: the owners of its work items review it.
    certifiers     text[]      NOT NULL DEFAULT '{}',
    created_at     timestamptz NOT NULL,
    -- staged: not out yet, nobody is told; ended: signed, over, or gone from IIQ.
    state          text        NOT NULL DEFAULT 'staged' CHECK (state IN ('staged', 'open', 'ended')),
    gone           boolean     NOT NULL DEFAULT false,
    -- touched: something was seen that people may not have been told yet.
    touched        boolean     NOT NULL DEFAULT true,
    -- How many entities there are, how many of them are complete, and how many are with somebody else, as last counted.
    total          integer     NOT NULL DEFAULT 0,
    done           integer     NOT NULL DEFAULT 0,
    delegated      integer     NOT NULL DEFAULT 0,
    -- What the cards were last asked to show, and when.
    told_total     integer     NOT NULL DEFAULT 0,
    told_done      integer     NOT NULL DEFAULT 0,
    told_delegated integer     NOT NULL DEFAULT 0,
    told_at        timestamptz NOT NULL DEFAULT 'epoch',
    -- checked_at is when IIQ last told the review's own fields; a change of those leaves no trace on its entities.
    checked_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX reviews_touched ON reviews (id) WHERE touched;
CREATE INDEX reviews_behind ON reviews (told_at)
    WHERE state = 'open' AND (total <> told_total OR done <> told_done OR delegated <> told_delegated);
CREATE INDEX reviews_check ON reviews (checked_at) WHERE state <> 'ended';
CREATE INDEX reviews_ended ON reviews (changed_at) WHERE state = 'ended';

-- review_entities are the people, accounts and roles inside reviews: which review, and how far. Nothing else of them is
-- kept; counting them is what progress is made of, also when entities come, go, or are opened again.
CREATE TABLE review_entities (
    id        text COLLATE "C" PRIMARY KEY,
    review_id text COLLATE "C" NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    -- open, done, or elsewhere: with somebody to whom it was delegated.
    standing  text NOT NULL CHECK (standing IN ('open', 'done', 'elsewhere'))
);
CREATE INDEX review_entities_review ON review_entities (review_id, standing);

-- review_reviewers are the people and workgroups who review, by id.
CREATE TABLE review_reviewers (
    review_id   text COLLATE "C" NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    reviewer_id text NOT NULL,
    PRIMARY KEY (review_id, reviewer_id)
);
CREATE INDEX review_reviewers_reviewer ON review_reviewers (reviewer_id);

-- review_work_items are IIQ's own work items of reviews: their owners review where no certifier is named.
CREATE TABLE review_work_items (
    id         text PRIMARY KEY,
    review_id  text COLLATE "C" NOT NULL,
    owner_id   text NOT NULL,
    owner_name text NOT NULL DEFAULT '',
    checked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX review_work_items_review ON review_work_items (review_id);

-- review_watermark is where the round over reviews goes on: the greatest stamp seen by IIQ's clock, when it was reached, the
-- one up to which late comers were looked for, when they are looked for again (NULL: not), and where the sweep over all
-- entities goes on.
CREATE TABLE review_watermark (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    stamp      timestamptz,
    covered    timestamptz,
    reached_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    again_at   timestamptz,
    cursor     text NOT NULL DEFAULT ''
);
INSERT INTO review_watermark DEFAULT VALUES;

-- signed and gone are how reviews end.
ALTER TABLE work_items DROP CONSTRAINT work_items_outcome_check;
ALTER TABLE work_items ADD CONSTRAINT work_items_outcome_check CHECK (outcome IN
    ('', 'approved', 'denied', 'mixed', 'completed', 'expired', 'canceled', 'returned', 'signed', 'gone'));

-- +goose Down
-- A version that knows of no reviews would take them for work items that are gone.
DELETE FROM work_items WHERE type = 'Certification';
ALTER TABLE work_items DROP CONSTRAINT work_items_outcome_check;
ALTER TABLE work_items ADD CONSTRAINT work_items_outcome_check CHECK (outcome IN
    ('', 'approved', 'denied', 'mixed', 'completed', 'expired', 'canceled', 'returned'));
DROP TABLE review_watermark;
DROP TABLE review_work_items;
DROP TABLE review_reviewers;
DROP TABLE review_entities;
DROP TABLE reviews;
