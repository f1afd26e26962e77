-- +goose Up
-- requester_notes says which requester is to be told, or was told, how a round of his item ended. The row comes first and
-- stays, so that nobody is told twice.
CREATE TABLE requester_notes (
    work_item_id text        NOT NULL REFERENCES work_items (id) ON DELETE CASCADE,
    round        integer     NOT NULL,
    requester_id text        NOT NULL,
    -- waiting: to be sent; sending: a worker may have sent it; sent; dropped: there is nobody to send it to.
    state        text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'dropped')),
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (work_item_id, round)
);

-- +goose Down
DROP TABLE requester_notes;
