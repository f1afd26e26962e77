-- +goose Up
-- turn counts how often somebody set out to publish the tab: who finds a later turn than his own has published what is old.
ALTER TABLE home_tabs ADD COLUMN turn bigint NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE home_tabs DROP COLUMN turn;
