-- +goose Up
-- sensitivity_rules says which rules on what may be shown are in force: those of the process that was the last to start with
-- other rules than the ones before. generation counts them.
CREATE TABLE sensitivity_rules (
    one         boolean     PRIMARY KEY DEFAULT true CHECK (one),
    fingerprint text        NOT NULL DEFAULT '',
    generation  bigint      NOT NULL DEFAULT 0,
    since       timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO sensitivity_rules DEFAULT VALUES;

-- show is how much of an item may go to Slack, masked_lines (counted from 0) which of its lines may not, demands what a
-- decision needs. judged_under is the generation of the rules that said so.
ALTER TABLE work_items ADD COLUMN show text NOT NULL DEFAULT 'whole' CHECK (show IN ('whole', 'masked', 'notice', 'none'));
ALTER TABLE work_items ADD COLUMN masked_lines integer[] NOT NULL DEFAULT '{}';
ALTER TABLE work_items ADD COLUMN demands text[] NOT NULL DEFAULT '{}';
ALTER TABLE work_items ADD COLUMN judged_under bigint NOT NULL DEFAULT 0;
CREATE INDEX work_items_open_judged ON work_items (judged_under, id) WHERE state = 'open';

-- +goose Down
-- The version before lists by this column alone: what the rules kept out of lists comes back with it.
UPDATE work_item_approvers a SET open = true FROM work_items w WHERE w.id = a.work_item_id AND w.state = 'open' AND w.show = 'none';
DROP INDEX work_items_open_judged;
ALTER TABLE work_items DROP COLUMN judged_under, DROP COLUMN demands, DROP COLUMN masked_lines, DROP COLUMN show;
DROP TABLE sensitivity_rules;
