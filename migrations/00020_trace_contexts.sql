-- +goose Up
-- What the next job of a card or a decision comes of, for traces: kept here and not with the rows themselves, so that nobody
-- who works without traces touches it. linked: too many came of the same span, so that they only point to it. uses counts the
-- jobs that have been told of it.
CREATE TABLE trace_contexts (
    row_id      uuid PRIMARY KEY,
    traceparent text NOT NULL,
    linked      boolean NOT NULL DEFAULT false,
    uses        integer NOT NULL DEFAULT 0,
    noted_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX trace_contexts_noted ON trace_contexts (noted_at);

-- +goose Down
DROP TABLE trace_contexts;
