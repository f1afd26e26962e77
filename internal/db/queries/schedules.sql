-- name: EnsureSchedules :exec
INSERT INTO schedules (name) SELECT unnest(@names::text[]) ON CONFLICT DO NOTHING;

-- name: DueNow :exec
-- At start, the first round of each is due at once.
UPDATE schedules SET next_at = clock_timestamp() WHERE name = ANY(@names::text[]) AND claimed_until < clock_timestamp();

-- name: ClaimSchedules :many
-- A round whose lease has lapsed while its holder writes is left alone: see CheckLease. It keeps no other round back. There is always a
-- row, with the name '' where nothing is claimed; next_in is in how many seconds the next of the others is due.
WITH due AS (
    SELECT d.name FROM schedules d WHERE d.name = ANY(@names::text[]) AND d.next_at <= clock_timestamp()
        AND d.claimed_until < clock_timestamp() FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE schedules s SET claimed_until = clock_timestamp() + @lease::interval, term = s.term + 1 FROM due WHERE s.name = due.name
    RETURNING s.name, s.term
), next AS (
    SELECT coalesce(min(extract(epoch FROM greatest(o.next_at, o.claimed_until) - clock_timestamp())), 1)::double precision AS next_in
    FROM schedules o WHERE o.name = ANY(@names) AND o.name NOT IN (SELECT c.name FROM claimed c)
)
SELECT coalesce(claimed.name, '')::text AS name, coalesce(claimed.term, 0)::bigint AS term, next.next_in
FROM next LEFT JOIN claimed ON true;

-- name: RenewSchedule :execrows
UPDATE schedules SET claimed_until = clock_timestamp() + @lease::interval
WHERE name = @name AND term = @term AND claimed_until > clock_timestamp();

-- name: FinishSchedule :execrows
UPDATE schedules SET claimed_until = 'epoch', next_at = clock_timestamp() + @wait::interval,
    last_ok_at = CASE WHEN @problem::text = '' THEN clock_timestamp() ELSE last_ok_at END,
    failing_since = CASE WHEN @problem = '' THEN NULL ELSE coalesce(failing_since, clock_timestamp()) END,
    last_error = @problem
WHERE name = @name AND term = @term;

-- name: GetWatermark :one
SELECT * FROM watermarks WHERE name = $1;

-- name: SaveWatermark :execrows
INSERT INTO watermarks (name, stamp, cursor, round, term) VALUES (@name, @stamp, @cursor, @round, @term)
ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp, cursor = excluded.cursor, round = excluded.round, term = excluded.term
WHERE watermarks.term <= excluded.term;

-- name: TakeEvent :execrows
INSERT INTO slack_events (id) VALUES ($1) ON CONFLICT DO NOTHING;

-- name: SweepEvents :execrows
DELETE FROM slack_events WHERE taken_at < now() - interval '1 day';
