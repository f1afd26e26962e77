-- +goose Up
-- changed_at of a closed item is when it was seen to have ended, by our own clock: retention goes by that. Decisions go with
-- their item, and every reference to work_items has an index, so that no removal reads a whole table.
CREATE INDEX work_items_ended ON work_items (changed_at) WHERE state = 'closed';
CREATE INDEX decisions_by_item ON decisions (work_item_id);

-- +goose Down
DROP INDEX decisions_by_item;
DROP INDEX work_items_ended;
