-- +goose Up
-- gone_since is when Slack first said of a posted card that its message or its channel is not there, with no change of the message
-- since. Slack says so of messages that are there as well, so one answer does not end a card.
-- A version before this step ends the card at the first answer, and leaves the column as it is.
ALTER TABLE cards ADD COLUMN gone_since timestamptz;

-- +goose Down
ALTER TABLE cards DROP COLUMN gone_since;
