-- name: ReopenedItems :many
-- work_items_reopened. Access reviews have no identity request.
SELECT id, round, request_name FROM work_items
WHERE state = 'open' AND round > 1 AND earlier_endings IS NULL AND type <> 'Certification' ORDER BY id LIMIT $1;

-- name: SaveEarlierEndings :exec
-- Primary key.
UPDATE work_items SET earlier_endings = @endings::text[]
WHERE id = @id AND round = @round AND state = 'open' AND earlier_endings IS NULL;

-- name: ApproversWithoutCard :many
-- work_item_approvers' primary key, cards_by_item.
SELECT identity_id FROM work_item_approvers a
WHERE a.work_item_id = $1 AND a.active AND NOT EXISTS (
    SELECT 1 FROM cards c WHERE c.work_item_id = a.work_item_id AND c.identity_id = a.identity_id AND c.withdrawn = '' AND c.state <> 'ended');

-- name: ApproversNeverTold :many
-- work_item_approvers' primary key, cards_by_item. Approvers of these open items for whom there is no card at all, not
-- even one that was held or that could not be sent; one that was dropped unsent is none.
SELECT a.work_item_id, a.identity_id, w.round FROM work_item_approvers a JOIN work_items w ON w.id = a.work_item_id
WHERE a.work_item_id = ANY (@work_item_ids::text[]) AND a.active AND a.open AND NOT EXISTS (
    SELECT 1 FROM cards c WHERE c.work_item_id = a.work_item_id AND c.identity_id = a.identity_id
    AND (c.state <> 'ended' OR c.posted_at IS NOT NULL))
ORDER BY a.work_item_id;

-- name: AgainCard :exec
-- Primary key. A worker that had lost its claim may have changed the message after the one that has it now. It is
-- unknown what the message shows, so it is shown anew whatever it seems to show.
UPDATE cards SET want = want + 1, shown_hash = NULL, next_try_at = clock_timestamp() WHERE id = $1 AND state = 'posted';
