-- name: ClaimItemContext :one
-- Primary key. No row where this turn of the item was claimed before.
INSERT INTO item_contexts (work_item_id, turn, claimed_at) VALUES (@work_item_id, @turn, clock_timestamp())
ON CONFLICT (work_item_id) DO UPDATE SET turn = excluded.turn, claimed_at = excluded.claimed_at, read_at = NULL
WHERE item_contexts.turn <> excluded.turn
RETURNING claimed_at;

-- name: ItemContextPending :one
-- Primary key. Whether somebody reads it now, and has not for longer than patience.
SELECT EXISTS (SELECT 1 FROM item_contexts
    WHERE work_item_id = @work_item_id AND read_at IS NULL AND claimed_at > clock_timestamp() - @patience::interval);

-- name: ItemContextUnread :exec
-- Primary key. Nobody waits any longer for what could not be read.
UPDATE item_contexts SET read_at = clock_timestamp() WHERE work_item_id = @work_item_id AND turn = @turn AND read_at IS NULL;

-- name: KeepItemContext :exec
-- Primary key.
INSERT INTO item_contexts (work_item_id, turn, claimed_at, read_at, about, content)
VALUES (@work_item_id, @turn, clock_timestamp(), clock_timestamp(), @about, @content)
ON CONFLICT (work_item_id) DO UPDATE SET turn = excluded.turn, read_at = excluded.read_at, about = excluded.about,
    content = excluded.content;

-- name: GetItemContext :one
-- Primary key.
SELECT * FROM item_contexts WHERE work_item_id = $1;

-- name: OpenOwnersOfRequest :many
-- work_items_open_request. Who else has an item of the same request before them; not of what the rules keep out of Slack.
SELECT owner_id, owner_name FROM work_items
WHERE request_name = @request_name AND request_name <> '' AND state = 'open' AND id <> @except_id AND show <> 'none' AND show <> 'notice'
ORDER BY id LIMIT @max_rows;

-- name: PrivilegedByContext :many
-- Primary key. Those of the items of which a line is privileged by what was last read, whatever they ask for by now.
SELECT work_item_id FROM item_contexts WHERE work_item_id = ANY(@ids::text[]) AND privileged;
