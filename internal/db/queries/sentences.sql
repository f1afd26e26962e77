-- name: OweSentence :exec
-- Primary key. The job that goes with it has a moment before anybody looks for what was left.
UPDATE decisions SET tell_at = clock_timestamp() + interval '5 seconds' WHERE id = $1;

-- name: OweSentenceUnlessInBulk :exec
-- Primary key; bulk_items_decision, then the primary key of bulks. As OweSentence, but where the message of a bulk is still to tell it.
UPDATE decisions d SET tell_at = clock_timestamp() + interval '5 seconds' WHERE d.id = @id
AND NOT EXISTS (SELECT FROM bulk_items i JOIN bulks b ON b.id = i.bulk_id WHERE i.decision_id = @id AND b.state = 'open');

-- name: ClaimSentence :execrows
-- Primary key. The holder of the claim tells the clicker. When the claim runs out without that, the next attempt does.
UPDATE decisions SET tell_attempt = @attempt, tell_at = clock_timestamp() + @lease::interval
WHERE id = @id AND tell_at IS NOT NULL AND tell_attempt < @attempt;

-- name: EndSentence :exec
UPDATE decisions SET tell_at = NULL WHERE id = @id AND tell_attempt = @attempt;

-- name: PutOffSentence :exec
UPDATE decisions SET tell_at = clock_timestamp() + @wait::interval WHERE id = @id AND tell_attempt = @attempt AND tell_at IS NOT NULL;

-- name: NudgeSentences :many
-- decisions_to_tell. A decision that is named here is not named again for five seconds, by any replica.
WITH due AS (
    SELECT id FROM decisions WHERE tell_at <= clock_timestamp() ORDER BY tell_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE decisions d SET tell_at = clock_timestamp() + interval '5 seconds' FROM due WHERE d.id = due.id
RETURNING d.id, d.tell_attempt;
