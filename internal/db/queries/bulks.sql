-- name: InsertBulk :execrows
-- Primary key. Nothing where this very bulk was stored before; who is storing it now is waited for.
INSERT INTO bulks (id, team_id, slack_user_id, identity_id) VALUES (@id, @team_id, @slack_user_id, @identity_id)
ON CONFLICT (id) DO NOTHING;

-- name: InsertBulkItems :exec
-- A decision id of zeros is none.
INSERT INTO bulk_items (bulk_id, place, work_item_id, decision_id, refusal)
SELECT @bulk_id, x.place, x.work_item_id, nullif(x.decision_id, '00000000-0000-0000-0000-000000000000'::uuid), x.refusal
FROM (SELECT unnest(@places::integer[]) AS place, unnest(@work_item_ids::text[]) AS work_item_id,
    unnest(@decision_ids::uuid[]) AS decision_id, unnest(@refusals::jsonb[]) AS refusal) AS x;

-- name: CountBulkItems :one
-- The primary key of bulk_items.
SELECT count(decision_id) AS recording, count(*) - count(decision_id) AS refused FROM bulk_items WHERE bulk_id = $1;

-- name: BulkItems :many
-- The primary keys of bulk_items and decisions. In the order of the form. A decision that was removed since has no state.
SELECT i.work_item_id, i.refusal AS refused_at_once, (i.decision_id IS NOT NULL)::boolean AS decided, coalesce(d.state, '')::text AS state,
    coalesce(d.refusal, '')::text AS refusal, coalesce(d.refusal_detail, '{}')::jsonb AS refusal_detail
FROM bulk_items i LEFT JOIN decisions d ON d.id = i.decision_id
WHERE i.bulk_id = $1 ORDER BY i.place;

-- name: WorkItemsByID :many
-- Primary key.
SELECT * FROM work_items WHERE id = ANY(@ids::text[]);

-- name: ClaimBulk :one
-- Primary key. The attempt fences off every earlier worker. After a claim that ran out nobody knows what the message shows.
UPDATE bulks SET attempt = @attempt, claimed_until = clock_timestamp() + @lease::interval,
    shown_hash = CASE WHEN claimed_until = 'epoch' THEN shown_hash END
WHERE id = @id AND state = 'open' AND attempt < @attempt AND claimed_until < clock_timestamp()
RETURNING sqlc.embed(bulks), clock_timestamp()::timestamptz AS now;

-- name: MarkBulkPosting :execrows
-- Set before the message goes out. A worker that finds it set searches the history first.
UPDATE bulks SET post_unclear = true WHERE id = @id AND attempt = @attempt AND claimed_until > clock_timestamp();

-- name: BulkFound :execrows
UPDATE bulks SET channel_id = @channel_id, message_ts = @message_ts, post_unclear = false, shown_hash = NULL
WHERE id = @id AND attempt = @attempt;

-- name: BulkShown :execrows
-- Primary key. It ends with the message that tells how all of it ended; until then the message is looked at again after a while.
UPDATE bulks SET channel_id = @channel_id, message_ts = @message_ts, shown_hash = @shown_hash, post_unclear = false, failures = 0,
    last_error = '', claimed_until = 'epoch', next_try_at = clock_timestamp(), look_at = clock_timestamp() + @again::interval,
    state = CASE WHEN @all_ended::boolean THEN 'ended' ELSE 'open' END,
    ended_at = CASE WHEN @all_ended::boolean THEN clock_timestamp() END
WHERE id = @id AND attempt = @attempt AND state = 'open';

-- name: PutOffBulk :exec
-- Unclear is a message that Slack may have taken: of one that was posted it is then unknown what it shows.
UPDATE bulks SET claimed_until = 'epoch', next_try_at = clock_timestamp() + @wait::interval, failures = failures + 1,
    last_error = @last_error, post_unclear = post_unclear AND @unclear::boolean,
    shown_hash = CASE WHEN NOT @unclear::boolean THEN shown_hash END
WHERE id = @id AND attempt = @attempt AND state = 'open';

-- name: EndBulk :exec
-- Primary key. Nobody can be told.
UPDATE bulks SET state = 'ended', ended_at = clock_timestamp(), claimed_until = 'epoch', last_error = @last_error
WHERE id = @id AND attempt = @attempt AND state = 'open';

-- name: ReopenBulksOf :exec
-- bulk_items_decision, then the primary key. An end that the message told has turned out to be another.
UPDATE bulks SET state = 'open', ended_at = NULL, shown_hash = NULL, next_try_at = clock_timestamp()
WHERE id IN (SELECT bulk_id FROM bulk_items WHERE decision_id = @decision_id::uuid) AND state = 'ended' AND message_ts <> '';

-- name: NudgeBulks :many
-- bulks_open; the primary keys of bulk_items and decisions. A bulk is due at the moment when it is to be looked at, and when all of it
-- has an end. One that is named here is not named again for five seconds, by any replica, unless a worker ends its claim before.
WITH due AS (
    SELECT b.id FROM bulks b
    WHERE b.state = 'open' AND b.next_try_at <= clock_timestamp() AND b.claimed_until < clock_timestamp()
        AND (b.look_at <= clock_timestamp() OR NOT EXISTS (SELECT FROM bulk_items i JOIN decisions d ON d.id = i.decision_id
            WHERE i.bulk_id = b.id AND d.state = 'recording'))
    ORDER BY b.next_try_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
)
UPDATE bulks b SET next_try_at = clock_timestamp() + interval '5 seconds' FROM due WHERE b.id = due.id
RETURNING b.id, b.attempt;

-- name: SweepBulks :execrows
-- bulks_ended. now(): as in OutcomesOfLastHour. A message that was told of is corrected within some days.
DELETE FROM bulks WHERE id IN (
    SELECT id FROM bulks WHERE state = 'ended' AND ended_at < now() - interval '14 days' ORDER BY ended_at LIMIT @max_rows
);

-- name: CountBulksFailing :one
-- bulks_open.
SELECT count(*) FROM bulks WHERE state = 'open' AND failures >= @failures;
