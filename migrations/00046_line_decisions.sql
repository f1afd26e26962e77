-- +goose Up
-- lines has what a decision says line by line: [{"id", "verdict", "comment"}, …]; NULL where the item was decided as a whole. verdict is
-- then deny where a line is denied, else approve, for what knows no lines.
ALTER TABLE decisions ADD COLUMN lines jsonb;
-- line_steps counts what versions that know lines did with such a decision.
ALTER TABLE decisions ADD COLUMN line_steps integer NOT NULL DEFAULT 0;

-- A version before this step would send the verdict for all lines, and book an end by it. So it gets no such decision: its claim
-- changes no row, as that of a worker who comes second, and neither does its look at an end.
-- +goose StatementBegin
CREATE FUNCTION guard_line_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.line_steps = OLD.line_steps THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER guard_line_decisions BEFORE UPDATE OF attempt, looks ON decisions FOR EACH ROW
    WHEN (OLD.lines IS NOT NULL AND (NEW.attempt <> OLD.attempt OR NEW.looks > OLD.looks)) EXECUTE FUNCTION guard_line_decisions();

-- +goose Down
-- The audit log keeps them. Before this step a decision was always about the whole item, so one that is not sent yet is given up.
UPDATE decisions SET state = 'given_up', ended_at = clock_timestamp(), claimed_until = 'epoch' WHERE lines IS NOT NULL AND state = 'recording';
DROP TRIGGER guard_line_decisions ON decisions;
DROP FUNCTION guard_line_decisions();
ALTER TABLE decisions DROP COLUMN line_steps;
ALTER TABLE decisions DROP COLUMN lines;
