-- +goose Up
-- gaps names what of an item was not read whole, and gaps_of is the content_hash that it was said of. Where gaps is NULL, or was
-- said of other content than what is stored, a version wrote the item that does not tell: nobody knows whether all of it is here.
ALTER TABLE work_items ADD COLUMN gaps text[];
ALTER TABLE work_items ADD COLUMN gaps_of bytea;

-- +goose Down
ALTER TABLE work_items DROP COLUMN gaps_of, DROP COLUMN gaps;
