-- name: PendingItems :many
-- work_item_approvers_pending, then primary keys. Soonest due first, then priority, then age. The page is picked before
-- anything else is read.
SELECT sqlc.embed(w), d.id AS decision_id, d.verdict AS decision_verdict, d.lines AS decision_lines, d.identity_id AS decision_identity, d.decider_name AS decision_name, d.stalled AS decision_stalled, d.trouble AS decision_trouble, d.last_error AS decision_last_error, s.until AS snoozed_until
FROM (
    SELECT a.identity_id, o.id
    FROM work_item_approvers a JOIN work_items o ON o.id = a.work_item_id
    WHERE a.identity_id = $1 AND a.active AND a.open AND o.state = 'open'
    ORDER BY o.due_at NULLS LAST, CASE lower(o.level COLLATE "C") WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, o.created_at, o.id
    LIMIT $2 OFFSET $3
) AS p
JOIN work_items w ON w.id = p.id
LEFT JOIN decisions d ON d.work_item_id = w.id AND d.round = w.round AND d.entity_id = '' AND d.state = 'recording'
LEFT JOIN snoozes s ON s.identity_id = p.identity_id AND s.work_item_id = w.id
ORDER BY w.due_at NULLS LAST, CASE lower(w.level COLLATE "C") WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, w.created_at, w.id;

-- name: CountPending :one
-- work_item_approvers_pending.
SELECT count(*) AS total, (count(*) FILTER (WHERE w.due_at < @now::timestamptz)) AS overdue
FROM work_item_approvers a JOIN work_items w ON w.id = a.work_item_id
WHERE a.identity_id = @identity_id AND a.active AND a.open AND w.state = 'open';

-- name: CountOthersWaiting :one
-- work_item_approvers_pending. What still waits for a person beside one item. An item on its way to IIQ waits no more,
-- and snoozed items are counted separately.
SELECT count(*) FILTER (WHERE NOT q.snoozed) AS total, count(*) FILTER (WHERE q.snoozed) AS snoozed,
    coalesce(min(q.due_at) FILTER (WHERE NOT q.snoozed), 'epoch')::timestamptz AS next_due
FROM (
    SELECT w.due_at, EXISTS (SELECT 1 FROM snoozes s
        WHERE s.identity_id = a.identity_id AND s.work_item_id = w.id AND s.until > @now::timestamptz) AS snoozed
    FROM work_item_approvers a JOIN work_items w ON w.id = a.work_item_id
    WHERE a.identity_id = @identity_id AND a.active AND a.open AND w.state = 'open' AND w.id <> @except_id
    AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.work_item_id = w.id AND d.round = w.round AND d.entity_id = '' AND d.state = 'recording')
) AS q;

-- name: UndecidedOfIdentity :many
-- work_item_approvers_pending. In the order of the queue, without what the person snoozed.
SELECT w.id, w.due_at, w.level, w.created_at
FROM work_item_approvers a JOIN work_items w ON w.id = a.work_item_id
WHERE a.identity_id = @identity_id AND a.active AND a.open AND w.state = 'open'
AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.work_item_id = w.id AND d.round = w.round AND d.entity_id = '' AND d.state = 'recording')
AND NOT EXISTS (SELECT 1 FROM snoozes s WHERE s.identity_id = a.identity_id AND s.work_item_id = w.id AND s.until > @now::timestamptz)
ORDER BY w.due_at NULLS LAST, CASE lower(w.level COLLATE "C") WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, w.created_at, w.id
LIMIT @max_rows;

-- name: ItemByNumber :one
-- work_items_number, then the primary key.
SELECT w.id FROM work_items w JOIN work_item_approvers a ON a.work_item_id = w.id AND a.identity_id = @identity_id
WHERE w.number = @number AND a.active AND w.show <> 'none' ORDER BY (w.state = 'open') DESC, w.created_at DESC LIMIT 1;

-- name: LastGoodPoll :one
SELECT last_ok_at FROM schedules WHERE name = 'poll';

-- name: HomeOpened :exec
INSERT INTO home_tabs (team_id, slack_user_id, opened_at) VALUES ($1, $2, clock_timestamp())
ON CONFLICT (team_id, slack_user_id) DO UPDATE SET opened_at = excluded.opened_at;

-- name: HomeLatelyOpen :one
SELECT EXISTS (SELECT 1 FROM home_tabs WHERE team_id = $1 AND slack_user_id = $2 AND opened_at > clock_timestamp() - interval '10 minutes');

-- name: CountFound :one
-- work_item_approvers_pending, then primary keys. How many of somebody's own open items have all the words in their text, are of
-- these types (none: of any) and, if only those are wanted, overdue. Of an item without a text, which missing counts, the caller
-- says by id whether it matches.
SELECT count(*) FILTER (WHERE q.hit) AS total, count(*) FILTER (WHERE q.hit AND q.due_at < @now::timestamptz) AS overdue,
    count(*) FILTER (WHERE q.missing) AS missing
FROM (
    SELECT o.due_at, s.work_item_id IS NULL AS missing, (cardinality(@words::text[]) = 0 OR CASE WHEN s.work_item_id IS NULL THEN o.id = ANY(@matching::text[])
        ELSE NOT EXISTS (SELECT 1 FROM unnest(@words::text[]) AS x(word) WHERE strpos(s.folded, x.word) = 0) END) AS hit
    FROM work_item_approvers a
    JOIN work_items o ON o.id = a.work_item_id
    LEFT JOIN identities r ON r.id = o.requester_id
    LEFT JOIN identities t ON t.id = o.target_id
    LEFT JOIN work_item_texts s ON s.work_item_id = o.id AND s.basis =
        concat_ws('|', @folding::int, encode(o.content_hash, 'hex'), o.show, o.masked_lines::text, coalesce(r.display_name, ''), coalesce(t.display_name, ''))
    WHERE a.identity_id = @identity_id AND a.active AND a.open AND o.state = 'open'
    AND (cardinality(@types::text[]) = 0 OR o.type = ANY(@types::text[]))
    AND (NOT @only_overdue::boolean OR o.due_at < @now::timestamptz)
) AS q;

-- name: FindItems :many
-- work_item_approvers_pending, then the primary keys. What CountFound counts, in the order of PendingItems and with its columns.
SELECT sqlc.embed(w), d.id AS decision_id, d.verdict AS decision_verdict, d.lines AS decision_lines, d.identity_id AS decision_identity, d.decider_name AS decision_name, d.stalled AS decision_stalled, d.trouble AS decision_trouble, d.last_error AS decision_last_error, s.until AS snoozed_until
FROM (
    SELECT a.identity_id, o.id
    FROM work_item_approvers a
    JOIN work_items o ON o.id = a.work_item_id
    LEFT JOIN identities r ON r.id = o.requester_id
    LEFT JOIN identities t ON t.id = o.target_id
    LEFT JOIN work_item_texts s ON s.work_item_id = o.id AND s.basis =
        concat_ws('|', @folding::int, encode(o.content_hash, 'hex'), o.show, o.masked_lines::text, coalesce(r.display_name, ''), coalesce(t.display_name, ''))
    WHERE a.identity_id = @identity_id AND a.active AND a.open AND o.state = 'open'
    AND (cardinality(@types::text[]) = 0 OR o.type = ANY(@types::text[]))
    AND (NOT @only_overdue::boolean OR o.due_at < @now::timestamptz)
    AND (cardinality(@words::text[]) = 0 OR CASE WHEN s.work_item_id IS NULL THEN o.id = ANY(@matching::text[])
        ELSE NOT EXISTS (SELECT 1 FROM unnest(@words::text[]) AS x(word) WHERE strpos(s.folded, x.word) = 0) END)
    ORDER BY o.due_at NULLS LAST, CASE lower(o.level COLLATE "C") WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, o.created_at, o.id
    LIMIT @max_rows OFFSET @skip_rows
) AS p
JOIN work_items w ON w.id = p.id
LEFT JOIN decisions d ON d.work_item_id = w.id AND d.round = w.round AND d.entity_id = '' AND d.state = 'recording'
LEFT JOIN snoozes s ON s.identity_id = p.identity_id AND s.work_item_id = w.id
ORDER BY w.due_at NULLS LAST, CASE lower(w.level COLLATE "C") WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, w.created_at, w.id;

-- name: CountDone :one
-- decisions_by_identity, then the primary key. What the rules hide from Slack is left out here as well.
SELECT count(*) FROM decisions d JOIN work_items w ON w.id = d.work_item_id WHERE d.identity_id = $1 AND w.show <> 'none';

-- name: DoneItems :many
-- decisions_by_identity. Somebody's own decisions, newest first.
SELECT sqlc.embed(d), sqlc.embed(w) FROM decisions d JOIN work_items w ON w.id = d.work_item_id
WHERE d.identity_id = @identity_id AND w.show <> 'none' ORDER BY d.clicked_at DESC, d.id LIMIT @max_rows OFFSET @skip_rows;
