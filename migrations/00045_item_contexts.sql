-- +goose NO TRANSACTION
-- +goose Up
-- What helps to decide an item, beside the item itself, as IdentityIQ told it. turn says for which turn of the item it was asked (see
-- approvals.ContextTurn): whoever sets it asks, and nobody else. read_at is NULL until there was an answer, or none. content is NULL
-- while nothing is known; it counts for what is requested with the digest about, and for nothing else. privileged says that content calls
-- a line so, for whoever reads many items.
CREATE TABLE IF NOT EXISTS item_contexts (
    work_item_id text        PRIMARY KEY REFERENCES work_items (id) ON DELETE CASCADE,
    turn         bytea       NOT NULL,
    claimed_at   timestamptz NOT NULL,
    read_at      timestamptz,
    about        bytea,
    content      jsonb,
    privileged   boolean     NOT NULL GENERATED ALWAYS AS (coalesce(content @> '{"lines": [{"privileged": true}]}', false)) STORED
);
-- Which other items of the same request still wait.
DROP INDEX CONCURRENTLY IF EXISTS work_items_open_request;
CREATE INDEX CONCURRENTLY work_items_open_request ON work_items (request_name) WHERE state = 'open' AND request_name <> '';

-- +goose Down
DROP INDEX IF EXISTS work_items_open_request;
DROP TABLE IF EXISTS item_contexts;
