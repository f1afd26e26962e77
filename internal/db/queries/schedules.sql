-- name: EnsureSchedules :exec
INSERT INTO schedules (name) SELECT unnest(@names::text[]) ON CONFLICT DO NOTHING;

-- name: DueNow :exec
-- At start, the first round of each is due at once.
UPDATE schedules SET next_at = clock_timestamp() WHERE name = ANY(@names::text[]) AND claimed_until < clock_timestamp();

-- name: ClaimSchedules :many
-- A round whose lease has lapsed while its holder writes is left alone: see CheckLease. It keeps no other round back.
UPDATE schedules s SET claimed_until = clock_timestamp() + @lease::interval, term = s.term + 1
FROM (SELECT d.name FROM schedules d WHERE d.name = ANY(@names::text[]) AND d.next_at <= clock_timestamp()
    AND d.claimed_until < clock_timestamp() FOR UPDATE SKIP LOCKED) AS due
WHERE s.name = due.name
RETURNING s.name, s.term;

-- name: RenewSchedule :execrows
UPDATE schedules SET claimed_until = clock_timestamp() + @lease::interval
WHERE name = @name AND term = @term AND claimed_until > clock_timestamp();

-- name: FinishSchedule :execrows
UPDATE schedules SET claimed_until = 'epoch', next_at = clock_timestamp() + @wait::interval,
    last_ok_at = CASE WHEN @problem::text = '' THEN clock_timestamp() ELSE last_ok_at END,
    failing_since = CASE WHEN @problem = '' THEN NULL ELSE coalesce(failing_since, clock_timestamp()) END,
    last_error = @problem
WHERE name = @name AND term = @term;

-- name: NextScheduleIn :one
-- Seconds until the next unclaimed round.
SELECT coalesce(min(extract(epoch FROM greatest(next_at, claimed_until) - clock_timestamp())), 1)::double precision
FROM schedules WHERE name = ANY(@names::text[]);

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
