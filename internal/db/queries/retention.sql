-- name: ItemsToRemove :many
-- work_items_ended; then decisions_by_item, cards_by_item and the primary key of reviews for each. Closed items that are older
-- than keep and that nothing waits for any more. now() and not clock_timestamp(): an index can be asked with it.
SELECT w.id FROM work_items w
WHERE w.state = 'closed' AND w.changed_at < now() - @keep::interval
AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.work_item_id = w.id AND (d.state = 'recording' OR d.tell_at IS NOT NULL))
AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.work_item_id = w.id AND c.state IN ('waiting', 'posted') AND c.shown < c.want)
AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.id = (w.id COLLATE "C") AND r.state <> 'ended')
ORDER BY w.changed_at LIMIT @max_rows FOR UPDATE OF w SKIP LOCKED;

-- name: RemoveDecisionsOfItems :exec
-- decisions_by_item.
DELETE FROM decisions WHERE work_item_id = ANY(@ids::text[]);

-- name: RemoveItems :exec
-- Primary key. Approvers, cards, snoozes and notes to requesters go with them.
DELETE FROM work_items WHERE id = ANY(@ids::text[]);
