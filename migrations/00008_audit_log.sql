-- +goose Up
-- audit_log is what happened, for good: one row for each decision, refusal, link and command, each with the hash of the row
-- before it. Whoever writes gives kind and payload alone; the trigger chains. docs/audit.md has every field.
CREATE TABLE audit_log (
    seq       bigint PRIMARY KEY,
    at        timestamptz NOT NULL,
    kind      text        NOT NULL CHECK (kind ~ '^[a-z][a-z_.]{0,39}$'),
    -- json keeps the text as it was written, which is what is hashed. One line, so that a line of an export is a row.
    payload   json        NOT NULL CHECK (octet_length(payload::text) <= 1048576 AND payload::text !~ '[\r\n]'),
    prev_hash bytea       NOT NULL CHECK (octet_length(prev_hash) = 32),
    hash      bytea       NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_number ON audit_log ((payload #>> '{item,number}')) WHERE payload #>> '{item,number}' IS NOT NULL;

-- audit_head has one row: the last row of the log, and up to which row retention has removed it. Writers wait for each
-- other here, from their append, which is the last thing that they do, to their commit.
CREATE TABLE audit_head (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq        bigint  NOT NULL DEFAULT 0,
    hash       bytea   NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    removed_to bigint  NOT NULL DEFAULT 0
);
INSERT INTO audit_head DEFAULT VALUES;

-- +goose StatementBegin
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    last audit_head;
BEGIN
    SELECT * INTO STRICT last FROM audit_head WHERE one FOR UPDATE;
    NEW.seq := last.seq + 1;
    NEW.at := clock_timestamp();
    NEW.prev_hash := last.hash;
    NEW.hash := sha256(convert_to(concat_ws(chr(10), 'iiq-approvals audit 1', NEW.seq,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NEW.kind, encode(last.hash, 'hex'), NEW.payload), 'UTF8'));
    UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE one;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        -- Rows that a checkpoint vouches for may go.
        IF OLD.seq <= (SELECT removed_to FROM audit_head WHERE one) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd

-- audit_checkpoint writes into the chain that all rows from before the given time are to be removed, and the hash of the
-- last of them, so that what is left can still be proved. It gives up to which row rows may be removed.
-- +goose StatementBegin
CREATE FUNCTION audit_checkpoint(before timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    head  audit_head;
    upto  bigint;
    proof bytea;
BEGIN
    IF before > clock_timestamp() - interval '23 hours' THEN
        RAISE EXCEPTION 'audit_log is kept for a day at least' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- What was written before the first row to keep, by seq: a clock that was put back removes nothing too early. Looked
    -- for before the lock is taken; what comes meanwhile is newer.
    SELECT coalesce((SELECT min(seq) - 1 FROM audit_log WHERE at >= before), max(seq), 0) INTO upto FROM audit_log;
    SELECT * INTO STRICT head FROM audit_head WHERE one FOR UPDATE;
    IF upto <= head.removed_to THEN
        RETURN head.removed_to;
    END IF;
    SELECT hash INTO STRICT proof FROM audit_log WHERE seq = upto;
    INSERT INTO audit_log (kind, payload) VALUES ('checkpoint', format(
        '{"checkpoint":{"removed_from":%s,"removed_to":%s,"last_hash":"%s","before":"%s"},"operator":{"database_user":%s}}',
        head.removed_to + 1, upto, encode(proof, 'hex'), to_char(before AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        to_json(session_user::text))::json);
    UPDATE audit_head SET removed_to = upto WHERE one;
    RETURN upto;
END $$;
-- +goose StatementEnd

-- audit_remove removes up to so many rows that a checkpoint vouches for, the oldest first, and gives how many.
-- +goose StatementBegin
CREATE FUNCTION audit_remove(most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM audit_log WHERE seq IN (
        SELECT seq FROM audit_log WHERE seq <= (SELECT removed_to FROM audit_head WHERE one) ORDER BY seq LIMIT most);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
-- +goose StatementEnd

-- These run with the rights of whoever owns the schema, so what they mean by a name must not depend on who calls.
-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_chain()', 'audit_refuse()', 'audit_checkpoint(timestamptz)', 'audit_remove(integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END $$;
-- +goose StatementEnd

CREATE TRIGGER audit_chain BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_refuse BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_chain;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_refuse;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_refuse_truncate;

-- +goose Down
DROP TABLE audit_log;
DROP TABLE audit_head;
DROP FUNCTION audit_chain();
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_checkpoint(timestamptz);
DROP FUNCTION audit_remove(integer);
