-- name: InsertRequesterNote :execrows
-- Primary key. No row when this round has its note already.
INSERT INTO requester_notes (work_item_id, round, requester_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: ClaimRequesterNote :one
-- Primary key. One worker alone gets the row, once and for good.
UPDATE requester_notes SET state = 'sending', changed_at = clock_timestamp()
WHERE work_item_id = $1 AND round = $2 AND state = 'waiting' RETURNING requester_id;

-- name: EndRequesterNote :exec
-- Primary key. Back to waiting only where the note surely has not gone out.
UPDATE requester_notes SET state = @state, changed_at = clock_timestamp()
WHERE work_item_id = @work_item_id AND round = @round AND state = 'sending';

-- name: LocaleOfIdentity :one
-- identity_links_identity, then the primary key of slack_users. What Slack last said of the language of somebody who is bound.
SELECT u.locale FROM identity_links l JOIN slack_users u ON u.team_id = l.team_id AND u.id = l.slack_user_id
WHERE l.identity_id = $1;

-- name: LocaleOfSlackUser :one
-- Primary key.
SELECT locale FROM slack_users WHERE team_id = $1 AND id = $2;
