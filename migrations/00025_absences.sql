-- +goose Up
-- absences is what IIQ's answers lack although our tables have it: nothing is believed to be gone before a second answer, asked
-- for later, lacks it as well. kind says what it is; part_of is the workgroup of a member and the review of an entity.
CREATE TABLE absences (
    kind         text        NOT NULL,
    part_of      text COLLATE "C" NOT NULL DEFAULT '',
    id           text COLLATE "C" NOT NULL,
    -- since is when IIQ was asked and lacked it first; witnessed_at the same of the first answer beside which something else
    -- that is known was seen; asked_at is of the last answer. All by Postgres's clock.
    since        timestamptz NOT NULL,
    witnessed_at timestamptz,
    asked_at     timestamptz NOT NULL,
    PRIMARY KEY (kind, part_of, id)
);
CREATE INDEX absences_asked ON absences (kind, asked_at);
-- Items that were closed for no other reason than that IIQ did not list them: they are asked for again.
CREATE INDEX work_items_untold ON work_items (changed_at) WHERE state = 'closed' AND outcome = 'completed' AND NOT outcome_here;

-- +goose Down
DROP INDEX work_items_untold;
DROP TABLE absences;
