-- +goose Up
-- catalogue is what IIQ's catalogue said of entitlements, roles and applications, as SCIM told it, for a day. A row without
-- description, owner and classifications says that nothing is known. The parts
-- of a key are bounded before they get here, since an index holds no more than 2,704 bytes.
CREATE TABLE catalogue (
    application     text        NOT NULL,
    attribute       text        NOT NULL,
    value           text        NOT NULL,
    description     text        NOT NULL DEFAULT '',
    owner           text        NOT NULL DEFAULT '',
    classifications jsonb       NOT NULL DEFAULT '[]',
    read_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (application, attribute, value)
);
CREATE INDEX catalogue_read ON catalogue (read_at);

-- +goose Down
DROP TABLE catalogue;
