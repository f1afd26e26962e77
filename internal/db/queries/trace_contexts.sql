-- name: KeepCauses :exec
-- Primary key. The rows come sorted, so that two transactions never wait for each other.
INSERT INTO trace_contexts (row_id, traceparent, linked)
SELECT unnest(@row_ids::uuid[]), unnest(@traceparents::text[]), unnest(@linked::boolean[])
ON CONFLICT (row_id) DO UPDATE SET traceparent = excluded.traceparent, linked = excluded.linked, uses = 0, noted_at = excluded.noted_at;

-- name: DropCauses :exec
-- Primary key.
DELETE FROM trace_contexts WHERE row_id = ANY(@row_ids::uuid[]);

-- name: UseCause :one
-- Primary key.
UPDATE trace_contexts SET uses = uses + 1 WHERE row_id = $1
RETURNING traceparent, linked, uses;

-- name: SweepCauses :execrows
-- trace_contexts_noted. now(): as in OutcomesOfLastHour.
DELETE FROM trace_contexts WHERE row_id IN (
    SELECT row_id FROM trace_contexts WHERE noted_at < now() - interval '7 days' ORDER BY noted_at LIMIT @max_rows
);
