-- +goose Up
-- socket_seats: a replica holds its Socket Mode connections while it holds a seat. Slack takes ten connections of an
-- app; four seats of two each leave room for a connection that is renewed beside its successor.
CREATE TABLE socket_seats (
    seat   integer PRIMARY KEY,
    holder uuid,
    until  timestamptz NOT NULL DEFAULT 'epoch'
);
INSERT INTO socket_seats (seat) SELECT generate_series(1, 4);

-- admin_notices: what administrators were told last, so that each thing is said once.
CREATE TABLE admin_notices (
    name    text PRIMARY KEY,
    told_at timestamptz NOT NULL,
    marker  text        NOT NULL DEFAULT ''
);

CREATE INDEX decisions_given_up ON decisions (ended_at) WHERE state = 'given_up';

-- +goose Down
DROP INDEX decisions_given_up;
DROP TABLE admin_notices;
DROP TABLE socket_seats;
