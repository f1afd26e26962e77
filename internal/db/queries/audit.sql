-- name: AppendAudit :many
-- The trigger gives each row its place in the chain, in the order of the arrays. Until the commit every other writer of
-- the log waits: let it be the last statement of the transaction.
INSERT INTO audit_log (kind, payload) SELECT unnest(@kinds::text[]), unnest(@payloads::text[])::json
RETURNING seq, hash, at;

-- name: AuditHead :one
-- One row.
SELECT * FROM audit_head WHERE one;

-- name: AuditRetention :one
-- One row at most.
SELECT * FROM audit_retention WHERE one;

-- name: SetAuditRetention :exec
-- For the owner of the log alone. What the bot asked for counts again from its next round on.
INSERT INTO audit_retention (keep_seconds) VALUES (sqlc.narg(keep_seconds)::bigint)
ON CONFLICT (one) DO UPDATE SET keep_seconds = excluded.keep_seconds, at_least_seconds = 0, set_at = excluded.set_at, set_by = excluded.set_by;

-- name: AuditKeepLonger :exec
-- Primary key.
SELECT audit_keep_longer(@seconds::bigint);

-- name: AuditMarkOld :one
-- audit_log_at.
SELECT audit_mark_old()::bigint;

-- name: AuditRemoveOld :one
-- Primary key.
SELECT audit_remove_old()::bigint;

-- name: AuditRemovals :many
-- A row a day at most.
SELECT * FROM audit_removals ORDER BY removed_to;

-- name: AuditHeadSeen :one
-- One row: the head, the newest note of one, and the hashes that these rows have now.
SELECT h.seq, h.hash, h.removed_to, coalesce(n.seq, 0)::bigint AS noted_seq, n.hash AS noted_hash,
    (SELECT l.hash FROM audit_log AS l WHERE l.seq = n.seq) AS noted_now,
    (SELECT l.hash FROM audit_log AS l WHERE l.seq = @seen_seq::bigint) AS seen_now
FROM audit_head AS h LEFT JOIN (SELECT a.seq, a.hash FROM audit_head_notes AS a ORDER BY a.seq DESC LIMIT 1) AS n ON true
WHERE h.one;

-- name: NoteAuditHead :exec
-- Primary keys.
SELECT audit_note_head();

-- name: AuditEndOfDecision :one
-- audit_log_number. The newest entry on how a decision ended, among those of its item.
SELECT seq, kind FROM audit_log
WHERE payload #>> '{item,number}' = @number::text AND payload ->> 'decision_id' = @decision_id::text
    AND kind IN ('decision.recorded', 'decision.refused', 'decision.given_up', 'decision.corrected')
ORDER BY seq DESC LIMIT 1;

-- name: SessionUser :one
-- Reads no table. The role that logged in, which neither SET ROLE nor the environment of a process changes.
SELECT session_user::text;
