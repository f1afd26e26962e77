-- name: HeadNow :one
-- Primary keys, database_losses_at. Where the decision log ends, what the row has now that was seen before, and when a loss was
-- last noted.
SELECT h.seq, h.hash, h.removed_to, clock_timestamp()::timestamptz AS now,
    (SELECT l.hash FROM audit_log AS l WHERE l.seq = @seen_seq::bigint) AS seen_now,
    coalesce((SELECT max(x.at) FROM database_losses AS x), 'epoch')::timestamptz AS lost_at
FROM audit_head AS h WHERE h.one;

-- name: LockLosses :exec
-- Of several replicas that find the same loss, one notes it.
SELECT pg_advisory_xact_lock(hashtextextended('database_losses', 0));

-- name: MarkLost :execrows
-- decisions_unfinished. Decisions on entities are not sent anyway.
UPDATE decisions SET lost = true, next_try_at = clock_timestamp() WHERE state = 'recording' AND entity_id = '' AND NOT lost;

-- name: ForgetShown :exec
-- work_items_open_id, work_items_closed, cards_by_item. The last changes of the messages may be lost as well, so nobody knows what
-- they show, and each is shown anew. An item that ended shortly before the backup may have been opened again since; the last end
-- that is known tells when that was, however old the backup is.
UPDATE cards c SET shown_hash = NULL, want = want + 1, next_try_at = clock_timestamp() FROM work_items w
WHERE (w.state = 'open' OR w.state = 'closed' AND w.closed_at >
        least(clock_timestamp(), (SELECT max(m.closed_at) FROM work_items AS m WHERE m.state = 'closed')) - interval '2 days')
    AND c.work_item_id = w.id AND c.state = 'posted';

-- name: NoteLoss :exec
-- One row; what is older than a year goes.
WITH old AS (DELETE FROM database_losses WHERE at < clock_timestamp() - interval '1 year')
INSERT INTO database_losses (how, seen_seq, head_seq, decisions)
SELECT @how, @seen_seq, h.seq, @decisions FROM audit_head AS h WHERE h.one;

-- name: LossesOfLastDay :one
-- database_losses_at.
SELECT count(*) FROM database_losses WHERE at > now() - interval '1 day';

-- name: LastLoss :one
-- database_losses_at.
SELECT *, extract(epoch FROM clock_timestamp() - at)::double precision AS age, (SELECT count(*) FROM decisions d WHERE d.state = 'recording' AND d.lost) AS left_over
FROM database_losses ORDER BY at DESC LIMIT 1;

-- name: LookAtEndings :exec
-- work_items_closed. An item that ended shortly before the backup may have been opened again since, and have ended otherwise.
INSERT INTO endings_to_look_at (work_item_id)
SELECT w.id FROM work_items w
WHERE w.state = 'closed' AND w.type <> 'Certification' AND w.request_name <> '' AND w.closed_at >
    least(clock_timestamp(), (SELECT max(m.closed_at) FROM work_items AS m WHERE m.state = 'closed')) - interval '2 days'
ON CONFLICT (work_item_id) DO UPDATE SET look_at = clock_timestamp(), looks = 0;

-- name: EndingsToLookAt :many
-- endings_to_look_at_due, work_items' primary key. IIQ is asked at once, and again after 2 and after 10 minutes, since summaries come
-- late.
UPDATE endings_to_look_at e SET looks = e.looks + 1, look_at = clock_timestamp() + interval '2 minutes' * power(5, e.looks)
FROM work_items w
WHERE w.id = e.work_item_id
    AND e.work_item_id IN (SELECT i.work_item_id FROM endings_to_look_at i WHERE i.look_at <= now() ORDER BY i.look_at LIMIT @max_rows)
RETURNING w.id, w.request_name;

-- name: EndLooksAtEndings :exec
-- Primary key. After the third look nobody asks any more.
DELETE FROM endings_to_look_at WHERE work_item_id = ANY (@work_item_ids::text[]) AND looks >= 3;

-- name: SetEarlierEndings :exec
-- Primary key.
UPDATE work_items SET earlier_endings = @endings::text[] WHERE id = @id;

-- name: BeginAnew :exec
-- Both tables have a row for each kind of round. Whatever came to be known after the backup is unknown again, so all is read anew. A
-- round that began before the loss was noticed stores nothing any more: no term of before comes near the new ones.
WITH beyond AS (
    SELECT greatest((SELECT max(s.term) FROM schedules AS s), (SELECT max(w.term) FROM watermarks AS w), 0) + 1000000000 AS term
), rounds AS (
    UPDATE schedules AS s SET term = beyond.term, claimed_until = 'epoch' FROM beyond
)
UPDATE watermarks AS w SET stamp = NULL, cursor = '', round = 0, term = beyond.term FROM beyond;

-- name: DoubtLateEnds :exec
-- work_items_closed, decisions_by_item. Of what ended as decided by others, in the moments in which nobody had noticed the loss yet, the
-- database may have lost that it was sent.
UPDATE decisions d SET looks = 1, look_at = clock_timestamp() + interval '1 minute' FROM work_items w
WHERE w.state = 'closed' AND w.closed_at > clock_timestamp() - interval '2 days' AND w.request_name <> '' AND d.work_item_id = w.id
    AND d.state = 'refused' AND d.refusal IN ('already_decided', 'closed') AND d.sent_at IS NULL AND d.entity_id = ''
    AND d.ended_at > clock_timestamp() - interval '10 minutes';

-- name: RecordedBefore :many
-- decisions_by_item. The latest first.
SELECT * FROM decisions WHERE work_item_id = @work_item_id AND round < @round AND state = 'recorded' AND entity_id = ''
ORDER BY round DESC LIMIT @max_rows;
