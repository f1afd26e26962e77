-- +goose Up
-- work_item_texts holds what a search in an open item looks through: its words, folded once when the item changes. basis says
-- of what the text was made. A text whose basis is no longer that of its item counts as missing, whoever changed the item, and
-- so does one of a version before this step, which writes none.
CREATE TABLE work_item_texts (
    work_item_id text PRIMARY KEY REFERENCES work_items (id) ON DELETE CASCADE,
    basis        text NOT NULL,
    folded       text NOT NULL
);
-- Texts stay in their row up to a page, uncompressed: a search reads all of one person's.
-- https://www.postgresql.org/docs/current/storage-toast.html
ALTER TABLE work_item_texts ALTER COLUMN folded SET STORAGE MAIN;
ALTER TABLE work_item_texts SET (toast_tuple_target = 8160);

-- +goose Down
DROP TABLE work_item_texts;
