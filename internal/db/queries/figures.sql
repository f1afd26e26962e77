-- name: RoundFigures :many
-- schedules has one row for each kind of round. -1 stands for never.
SELECT name,
    coalesce(extract(epoch FROM clock_timestamp() - last_ok_at), -1)::double precision AS since_success,
    coalesce(extract(epoch FROM clock_timestamp() - failing_since), 0)::double precision AS failing
FROM schedules ORDER BY name LIMIT 50;

-- name: OutcomesOfLastHour :many
-- work_items_closed. now() and not clock_timestamp(): an index can be asked with it.
SELECT outcome, outcome_here, count(*) AS total FROM work_items
WHERE state = 'closed' AND closed_at > now() - interval '1 hour'
GROUP BY outcome, outcome_here;

-- name: CountCardsFailing :one
-- cards_behind.
SELECT count(*) FROM cards WHERE state IN ('waiting', 'posted') AND shown < want AND failures >= @failures;

-- name: CopiesBehind :one
-- cards_by_item.
SELECT EXISTS (SELECT 1 FROM cards WHERE work_item_id = $1 AND state IN ('waiting', 'posted') AND shown < want);

-- name: MapFigures :one
-- identity_sync has one row; the others are counted by their primary keys. -1 stands for never.
SELECT s.people, s.activity_known,
    coalesce(extract(epoch FROM clock_timestamp() - s.completed_at), -1)::double precision AS since_sync,
    (SELECT count(*) FROM identity_links) AS links,
    (SELECT count(*) FROM identity_refusals r WHERE r.side = 'slack') AS refused_slack,
    (SELECT count(*) FROM identity_refusals r WHERE r.side = 'iiq') AS refused_iiq
FROM identity_sync s WHERE s.one;

-- name: OpenItemsByGap :many
-- work_items_open_id. An item with two kinds of gaps counts in both; '' counts items and not kinds.
SELECT g.gap::text AS gap, count(*) AS total FROM work_items w, unnest(array_append(w.gaps, '')) AS g (gap)
WHERE w.state = 'open' AND w.gaps <> '{}' AND w.gaps_of = w.content_hash
GROUP BY g.gap;
