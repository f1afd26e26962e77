-- name: AppendAudit :exec
-- The trigger gives each row its place in the chain, in the order of the arrays. Until the commit every other writer of
-- the log waits: let it be the last statement of the transaction.
INSERT INTO audit_log (kind, payload) SELECT unnest(@kinds::text[]), unnest(@payloads::text[])::json;

-- name: AuditHead :one
-- One row.
SELECT * FROM audit_head WHERE one;

-- name: AuditCheckpoint :one
-- audit_log_at.
SELECT audit_checkpoint(@before::timestamptz)::bigint;

-- name: AuditRemove :one
-- Primary key.
SELECT audit_remove(@most::integer)::bigint;
