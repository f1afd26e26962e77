-- name: TakeHomeTurn :one
-- The primary key. Taken before what the tab shows is read.
UPDATE home_tabs SET turn = turn + 1 WHERE team_id = $1 AND slack_user_id = $2 RETURNING turn;

-- name: LastHomeTurn :one
-- The primary key.
SELECT turn FROM home_tabs WHERE team_id = $1 AND slack_user_id = $2;
