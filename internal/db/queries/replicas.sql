-- name: ClaimSeat :one
UPDATE socket_seats SET holder = @holder, until = clock_timestamp() + @lease::interval
WHERE seat = (
    SELECT seat FROM socket_seats WHERE holder = @holder OR until < clock_timestamp()
    ORDER BY (holder = @holder) DESC NULLS LAST, seat LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING seat;

-- name: RenewSeat :one
-- Four rows. Whether the holder still had its seat, and how many seats are taken.
WITH renewed AS (
    UPDATE socket_seats s SET until = clock_timestamp() + @lease::interval WHERE s.holder = @holder AND s.until > clock_timestamp()
    RETURNING s.seat
)
SELECT EXISTS (SELECT FROM renewed)::boolean AS kept, (SELECT count(*) FROM socket_seats t WHERE t.until > clock_timestamp()) AS taken;

-- name: ReleaseSeat :exec
UPDATE socket_seats SET holder = NULL, until = 'epoch' WHERE holder = @holder;

-- name: CountSeats :one
SELECT count(*) FROM socket_seats WHERE until > clock_timestamp();

-- name: GetNotice :one
SELECT * FROM admin_notices WHERE name = $1;

-- name: SaveNotice :exec
INSERT INTO admin_notices (name, told_at, marker) VALUES (@name, @told_at, @marker)
ON CONFLICT (name) DO UPDATE SET told_at = excluded.told_at, marker = excluded.marker;

-- name: GivenUpSince :one
-- decisions_given_up.
SELECT count(*) AS total, coalesce(max(ended_at), 'epoch')::timestamptz AS newest FROM decisions WHERE state = 'given_up' AND ended_at > @since;

-- name: FailingRounds :many
SELECT name, failing_since, last_error FROM schedules WHERE failing_since < clock_timestamp() - interval '5 minutes' ORDER BY name;
