-- +goose Up
-- Whose reminder is on its way: their schedules are asked for together.
CREATE INDEX reminders_marked ON reminders (last_at) WHERE state = 'marked';

-- +goose Down
DROP INDEX reminders_marked;
