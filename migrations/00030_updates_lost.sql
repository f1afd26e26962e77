-- +goose Up
-- update_lost_at is when an update of the card's message last went out without a clear answer. Slack may carry it out after a
-- later one, and the message then shows the older text. The card is therefore shown once more when that can no longer happen.
-- A version before this step leaves the column as it is.
ALTER TABLE cards ADD COLUMN update_lost_at timestamptz;

-- +goose Down
ALTER TABLE cards DROP COLUMN update_lost_at;
