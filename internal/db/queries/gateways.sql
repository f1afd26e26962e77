-- name: GatewaySeen :one
-- Primary key.
SELECT said FROM gateways_seen WHERE place = $1;

-- name: KeepGateway :exec
-- Primary key; one row for each address that the plugin ever had.
INSERT INTO gateways_seen (place, said) VALUES (@place, @said)
ON CONFLICT (place) DO UPDATE SET said = excluded.said, seen_at = clock_timestamp();
