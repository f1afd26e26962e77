-- +goose Up
-- earlier_endings: what the identity request told of earlier rounds of this item, as fingerprints, looked at while the item
-- was open; null when nobody has looked. Only what is not among them tells of the present round.
ALTER TABLE work_items ADD COLUMN earlier_endings text[];
CREATE INDEX work_items_reopened ON work_items (id) WHERE state = 'open' AND round > 1 AND earlier_endings IS NULL;

-- +goose Down
DROP INDEX work_items_reopened;
ALTER TABLE work_items DROP COLUMN earlier_endings;
