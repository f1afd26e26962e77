-- +goose Up
-- tag identifies what is decided, raw and whole, as a gateway in IIQ computes it, too: of an item that a gateway has told of, of what
-- a card last showed, and of what an approver decided on. It counts for the content with the hash tag_of, and for the version
-- tag_shown of a card; NULL where no gateway told it. A version before this step stores none, and leaves the older ones, which then
-- count no more.
ALTER TABLE work_items ADD COLUMN tag text;
ALTER TABLE work_items ADD COLUMN tag_of bytea;
ALTER TABLE cards ADD COLUMN tag text;
ALTER TABLE cards ADD COLUMN tag_shown bigint;
ALTER TABLE decisions ADD COLUMN tag text;

-- The gateways that were seen, by the address of the plugin (16 hexadecimal digits of its hash), and what each last said of itself. One
-- that does not answer as such is in trouble, and not the vendor's plugin, whatever process asks.
CREATE TABLE gateways_seen (
    place   text        PRIMARY KEY,
    said    jsonb       NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- +goose Down
DROP TABLE gateways_seen;
ALTER TABLE decisions DROP COLUMN tag;
ALTER TABLE cards DROP COLUMN tag_shown;
ALTER TABLE cards DROP COLUMN tag;
ALTER TABLE work_items DROP COLUMN tag_of;
ALTER TABLE work_items DROP COLUMN tag;
