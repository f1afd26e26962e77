-- name: GetEntity :one
-- Primary key.
SELECT * FROM review_entities WHERE id = $1;

-- name: LockEntity :one
-- Primary key.
SELECT * FROM review_entities WHERE id = $1 FOR UPDATE;

-- name: SettleEntity :execrows
-- Primary key. A decision from here has come to its end in this round: what IIQ was asked before knows nothing of it.
UPDATE review_entities SET standing = @standing, settled_at = clock_timestamp() WHERE id = @id AND round = @round;

-- name: DecisionOfEntity :one
-- decisions_one_an_entity: the one that is on its way or was recorded.
SELECT * FROM decisions WHERE entity_id = @entity_id AND round = @round AND entity_id <> '' AND state IN ('recording', 'recorded');

-- name: LastDecisionOfEntity :one
-- decisions_of_entity. The newest of this round, however it ended.
SELECT * FROM decisions WHERE entity_id = @entity_id AND round = @round AND entity_id <> '' ORDER BY clicked_at DESC LIMIT 1;

-- name: EntityPosition :one
-- review_entities_in_order alone. Where an entity stands among those of its review, how many there are, and how many of
-- them are open.
SELECT count(*) AS total, count(*) FILTER (WHERE (e.name, e.id) <= (@name::text, @id::text)) AS position,
    count(*) FILTER (WHERE e.standing = 'open') AS open
FROM review_entities e WHERE e.review_id = @review_id;

-- name: CountEntitiesOnTheirWay :one
-- decisions_unfinished, which is short.
SELECT count(*) FROM decisions WHERE state = 'recording' AND work_item_id = @review_id AND entity_id <> '';

-- name: EntityAfter :one
-- review_entities_in_order.
SELECT e.id FROM review_entities e
WHERE e.review_id = @review_id AND (e.name, e.id) > (@name::text, @id::text) ORDER BY e.name, e.id LIMIT 1;

-- name: EntityBefore :one
-- review_entities_in_order.
SELECT e.id FROM review_entities e
WHERE e.review_id = @review_id AND (e.name, e.id) < (@name::text, @id::text) ORDER BY e.name DESC, e.id DESC LIMIT 1;

-- name: UndecidedEntityAfter :one
-- review_entities_in_order, then decisions_one_an_entity for those that are open.
SELECT e.id FROM review_entities e
WHERE e.review_id = @review_id AND (e.name, e.id) > (@name::text, @id::text) AND e.standing = 'open'
AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.entity_id = e.id AND d.round = e.round AND d.entity_id <> '' AND d.state IN ('recording', 'recorded'))
ORDER BY e.name, e.id LIMIT 1;

-- name: MarkEntityRead :exec
-- Primary key. What IIQ was asked before knows less.
UPDATE review_entities SET settled_at = clock_timestamp() WHERE id = $1;

-- name: AskAboutReview :exec
-- Primary key. The next round asks about the review itself, and counts anew.
UPDATE reviews SET touched = true, checked_at = 'epoch' WHERE id = $1;
