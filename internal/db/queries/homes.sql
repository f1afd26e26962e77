-- name: TakeHomeTurn :one
-- The primary key. Taken before what the tab shows is read.
UPDATE home_tabs SET turn = turn + 1 WHERE team_id = $1 AND slack_user_id = $2 RETURNING turn;

-- name: LastHomeTurn :one
-- The primary key.
SELECT turn FROM home_tabs WHERE team_id = $1 AND slack_user_id = $2;

-- name: OweHome :exec
-- The primary key. The raised turn makes whoever publishes the tab just now publish it once more.
UPDATE home_tabs SET turn = turn + 1, owed_at = clock_timestamp(), owed_tries = 0 WHERE team_id = $1 AND slack_user_id = $2;

-- name: HomePublished :exec
-- The primary key. A tab that became owed after this turn was taken stays so.
UPDATE home_tabs SET owed_at = NULL, owed_tries = 0 WHERE team_id = $1 AND slack_user_id = $2 AND turn = $3 AND owed_at IS NOT NULL;

-- name: OwedHomes :many
-- home_tabs_owed. Who is named here is named again after 1, 3, 9, … minutes, eight times in all, which is some days.
WITH due AS (
    SELECT team_id, slack_user_id FROM home_tabs WHERE owed_at <= clock_timestamp() ORDER BY owed_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
)
UPDATE home_tabs h SET owed_tries = h.owed_tries + 1,
    owed_at = CASE WHEN h.owed_tries < 7 THEN clock_timestamp() + interval '1 minute' * power(3, h.owed_tries) END
FROM due WHERE h.team_id = due.team_id AND h.slack_user_id = due.slack_user_id
RETURNING h.slack_user_id, h.turn, h.owed_tries;
