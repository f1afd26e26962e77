-- name: DecisionByClick :one
SELECT * FROM decisions WHERE click_id = $1;

-- name: GetDecision :one
SELECT * FROM decisions WHERE id = $1;

-- name: DecisionOfRound :one
-- decisions_one_a_round: the one that is on its way or was recorded.
SELECT * FROM decisions WHERE work_item_id = $1 AND round = $2 AND entity_id = '' AND state IN ('recording', 'recorded');

-- name: DecisionsAtClick :many
-- decisions_click_id_key and decisions_one_a_round. The decision that this click was stored as, and the one of the item's round.
SELECT d.* FROM decisions d WHERE d.click_id = @click_id
UNION ALL
SELECT d.* FROM work_items w JOIN decisions d ON d.work_item_id = w.id AND d.round = w.round
WHERE w.id = @work_item_id AND d.entity_id = '' AND d.state IN ('recording', 'recorded');

-- name: GivenUpAfterWrite :many
-- decisions_by_item; a round has few. Newest first.
SELECT * FROM decisions
WHERE work_item_id = $1 AND round = $2 AND entity_id = '' AND state = 'given_up' AND sent_at IS NOT NULL
ORDER BY clicked_at DESC;

-- name: ToldOfChange :one
-- decisions_by_item; a round has few. Whether a decision of this person was refused in the round since something had changed.
SELECT EXISTS (SELECT 1 FROM decisions
    WHERE work_item_id = @work_item_id AND round = @round AND entity_id = '' AND identity_id = @identity_id AND state = 'refused'
        AND refusal = 'changed');

-- name: InsertDecision :one
-- The time of the click is Postgres's: all ages of a decision are counted from it, by whatever process.
INSERT INTO decisions (id, work_item_id, round, click_id, verdict, comment, sent_comment, identity_id, decider_name,
    slack_team_id, slack_user_id, card_id, channel_id, message_ts, response_url, in_run, clicked_at, asked_hash,
    facts_hash, tag, lines)
VALUES (@id, @work_item_id, @round, @click_id, @verdict, @comment, @sent_comment, @identity_id, @decider_name,
    @slack_team_id, @slack_user_id, @card_id, @channel_id, @message_ts, @response_url, @in_run, clock_timestamp(), @asked_hash,
    @facts_hash, sqlc.narg(tag), sqlc.narg(lines))
RETURNING clicked_at;

-- name: ClaimDecision :one
-- Primary key. The attempt fences off every earlier worker. A version that does not count line_steps gets no decision with lines. The clock is read along with the row that it is compared with.
UPDATE decisions SET attempt = @attempt, claimed_until = clock_timestamp() + @lease::interval, line_steps = line_steps + 1
WHERE id = @id AND state = 'recording' AND attempt < @attempt AND claimed_until < clock_timestamp()
RETURNING sqlc.embed(decisions), clock_timestamp()::timestamptz AS now;

-- name: AboutDecision :one
-- Primary keys. What the decider is called, "" where nobody knows it, and whom our tables have as the owner of the item. Of a workgroup
-- come the members, at most as many as are asked for, unless one of them was missing lately.
SELECT coalesce(i.name, '')::text AS name, w.owner_id, w.owner_name, w.owner_workgroup, coalesce((
    SELECT array_agg(k.identity_id) FROM (SELECT m.identity_id FROM workgroup_members m WHERE w.owner_workgroup AND m.workgroup_id = w.owner_id
    AND NOT EXISTS (SELECT 1 FROM absences a WHERE a.kind = 'member' AND a.part_of = w.owner_id) LIMIT @most_members::int) k), '{}')::text[] AS members
FROM decisions d JOIN work_items w ON w.id = d.work_item_id LEFT JOIN identities i ON i.id = d.identity_id
WHERE d.id = @id;

-- name: RenewDecisionClaim :execrows
-- Primary keys. Nothing is sent on the word of a database that lacks what this process has seen of the decision log.
UPDATE decisions SET claimed_until = clock_timestamp() + @lease::interval, sent_at = coalesce(sent_at, clock_timestamp()),
    written_at = clock_timestamp(), lines_before = @lines_before
WHERE id = @id AND state = 'recording' AND attempt = @attempt AND claimed_until > clock_timestamp() AND NOT lost
    AND EXISTS (SELECT 1 FROM audit_head h WHERE h.one AND h.seq >= @seen_seq::bigint AND (h.removed_to >= @seen_seq
        OR EXISTS (SELECT 1 FROM audit_log l WHERE l.seq = @seen_seq AND l.hash = @seen_hash::bytea)));

-- name: LockClaimedDecision :one
SELECT * FROM decisions
WHERE id = @id AND state = 'recording' AND attempt = @attempt AND claimed_until > clock_timestamp() FOR UPDATE;

-- name: EndDecision :exec
UPDATE decisions SET state = @state, refusal = @refusal, refusal_detail = @refusal_detail, ended_at = clock_timestamp(),
    claimed_until = 'epoch', stalled = false, trouble = CASE WHEN @state = 'given_up' THEN trouble ELSE '{}' END
WHERE id = @id;

-- name: RetryDecision :execrows
UPDATE decisions SET claimed_until = 'epoch', next_try_at = clock_timestamp() + @wait::interval, last_error = @last_error, stalled = @stalled,
    trouble = @trouble
WHERE id = @id AND state = 'recording' AND attempt = @attempt;

-- name: NudgeDecisions :many
-- decisions_unfinished; oldest click first, so that they go out in order. A decision that is named here is not named
-- again for five seconds, by any replica, unless a worker ends its claim before.
WITH due AS (
    SELECT id, clicked_at FROM decisions
    WHERE state = 'recording' AND next_try_at <= clock_timestamp() AND claimed_until < clock_timestamp()
    ORDER BY clicked_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
), nudged AS (
    UPDATE decisions d SET next_try_at = clock_timestamp() + interval '5 seconds' FROM due WHERE d.id = due.id
    RETURNING d.id, d.attempt, d.clicked_at
)
SELECT id, attempt FROM nudged ORDER BY clicked_at;

-- name: UseResponseURL :one
UPDATE decisions SET response_uses = response_uses + 1
WHERE id = @id AND response_url <> '' AND response_uses < 5 AND clicked_at > clock_timestamp() - @life::interval
RETURNING response_url;

-- name: UseResponseURLOfCard :one
-- Primary key. The address can change the clicked message alone.
UPDATE decisions SET response_uses = response_uses + 1
WHERE id = @id AND card_id = @card_id AND message_ts = @message_ts AND response_url <> '' AND response_uses < 5
    AND clicked_at > clock_timestamp() - @life::interval
RETURNING response_url;

-- name: DecisionsOfIdentity :many
-- decisions_by_identity.
SELECT sqlc.embed(d), sqlc.embed(w) FROM decisions d JOIN work_items w ON w.id = d.work_item_id
WHERE d.identity_id = $1 AND w.show <> 'none' ORDER BY d.clicked_at DESC LIMIT $2;

-- name: CountDecisionsUnfinished :one
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(clicked_at)), 0)::double precision AS oldest_seconds
FROM decisions WHERE state = 'recording';

-- name: CountDecisionsHeld :many
-- decisions_unfinished. Of what versions before wrote IdentityIQ does not answer.
SELECT (CASE WHEN trouble ->> 'of' = last_error THEN trouble ->> 'kind' ELSE 'away' END)::text AS kind, count(*) AS total
FROM decisions WHERE state = 'recording' AND stalled GROUP BY 1;

-- name: LookAtEnd :exec
-- Primary keys. IdentityIQ is asked again about an end that was booked without its word on who decided. Without an identity request
-- there is nothing to be asked.
UPDATE decisions d SET looks = 1, line_steps = line_steps + 1,
    look_at = CASE WHEN @again::boolean AND w.request_name <> '' THEN clock_timestamp() + interval '1 minute' END
FROM work_items w WHERE d.id = @id AND w.id = d.work_item_id;

-- name: DecisionsInDoubt :many
-- decisions_in_doubt, decisions_refused_unasked. Who is named here is asked about again after 1, 4, 16, … minutes, seven times in
-- all, which is some days; one that was refused by the comment alone is asked about once.
WITH due AS (
    (SELECT i.id FROM decisions i WHERE i.look_at <= now() ORDER BY i.look_at LIMIT @max_rows)
    UNION
    (SELECT r.id FROM decisions r WHERE r.state = 'refused' AND r.looks = 0 AND r.look_at IS NULL AND r.sent_at IS NOT NULL AND r.entity_id = ''
        AND r.refusal IN ('already_decided', 'closed') ORDER BY r.ended_at LIMIT @max_rows)
)
UPDATE decisions d SET looks = d.looks + 1, line_steps = d.line_steps + 1,
    look_at = CASE WHEN d.looks BETWEEN 1 AND 6 THEN clock_timestamp() + interval '1 minute' * power(4, d.looks) END
FROM due WHERE d.id = due.id
RETURNING d.*;

-- name: LockDecision :one
SELECT * FROM decisions WHERE id = $1 FOR UPDATE;

-- name: CorrectDecision :exec
-- Primary key.
UPDATE decisions SET state = @state, refusal = @refusal, refusal_detail = @refusal_detail, corrected_at = clock_timestamp(), look_at = NULL
WHERE id = @id;

-- name: NamesOfApprovers :many
-- The primary keys of work_item_approvers and identities. Everybody but one who may, or might, decide an item.
SELECT i.name, i.display_name FROM work_item_approvers a JOIN identities i ON i.id = a.identity_id
WHERE a.work_item_id = @work_item_id AND a.identity_id <> @identity_id LIMIT @max_rows;
