-- name: TakeSlackTokens :one
-- Fills one budget up to now, by Postgres's clock, and takes up to @want whole tokens, never going below @reserve.
-- Locks the one row by the primary key of slack_budgets. No row: the budget was never used, or swept.
-- A stamp that lies more than five seconds ahead means that the clock was set back: filling starts anew from now.
WITH terms AS MATERIALIZED (
    SELECT @capacity::float8 AS capacity, @per_second::float8 AS per_second, @reserve::float8 AS reserve,
        @want::float8 AS want, @back::float8 AS back, make_interval(secs => @longest_rest::float8) AS longest
), held AS MATERIALIZED (
    SELECT b.method AS budget, b.tokens AS had, b.filled_at AS since, b.rest_until AS resting, clock_timestamp() AS at
    FROM slack_budgets b
    WHERE b.method = @method
    FOR UPDATE
), filled AS MATERIALIZED (
    SELECT budget, since, want, back, reserve,
        CASE WHEN since > at + interval '5 seconds' THEN at ELSE greatest(since, at) END AS stamp,
        least(capacity, had + back
            + per_second * extract(epoch FROM greatest(at - since, interval '0'))::float8) AS level,
        CASE WHEN resting > at AND resting <= at + longest
            THEN extract(epoch FROM resting - at)::float8 ELSE 0 END AS rest
    FROM held, terms
), granted AS MATERIALIZED (
    SELECT budget, since, back, stamp, level, rest,
        CASE WHEN rest > 0 THEN 0 ELSE greatest(0, least(want, floor(level - reserve))) END AS n
    FROM filled
), stored AS (
    UPDATE slack_budgets b
    SET tokens = granted.level - granted.n, filled_at = granted.stamp
    FROM granted
    WHERE b.method = granted.budget AND (granted.n > 0 OR granted.back > 0 OR granted.stamp < granted.since)
)
SELECT n::integer AS taken, level::float8 AS level, rest::float8 AS rest
FROM granted;

-- name: OpenSlackBudget :exec
-- Makes a budget's row, full, unless it is there. By the primary key of slack_budgets.
INSERT INTO slack_budgets (method, tokens, filled_at)
VALUES (@method, @capacity::float8, clock_timestamp())
ON CONFLICT (method) DO NOTHING;

-- name: RestSlackBudget :exec
-- Blocks a budget for some seconds, and leaves no more in it than its reserve for interactive callers. A present rest
-- that lasts longer stays. By the primary key of slack_budgets.
INSERT INTO slack_budgets AS b (method, tokens, filled_at, rest_until)
VALUES (@method, @leave::float8, clock_timestamp(), clock_timestamp() + make_interval(secs => @seconds::float8))
ON CONFLICT (method) DO UPDATE
SET tokens = least(b.tokens, excluded.tokens),
    rest_until = CASE WHEN b.rest_until > excluded.rest_until
            AND b.rest_until <= excluded.filled_at + make_interval(secs => @longest_rest::float8)
        THEN b.rest_until ELSE excluded.rest_until END;

-- name: ReadSlackRest :one
-- For how many more seconds the longest rest of some budgets lasts; 0: none rests. By the primary key of
-- slack_budgets.
SELECT coalesce(max(extract(epoch FROM b.rest_until - clock_timestamp())), 0)::float8 AS rest
FROM slack_budgets b
WHERE b.method = ANY(@methods::text[])
    AND CASE WHEN b.rest_until > clock_timestamp()
        THEN b.rest_until <= clock_timestamp() + make_interval(secs => @longest_rest::float8) ELSE false END;

-- name: SweepSlackBudgets :execrows
-- Drops the budgets of single channels that are full again and were not used for @seconds. Reads the whole table,
-- which has a row for each channel that was written to lately.
DELETE FROM slack_budgets b
WHERE b.method LIKE '%/%'
    AND b.filled_at < clock_timestamp() - make_interval(secs => @seconds::float8)
    AND b.rest_until < clock_timestamp();
