-- +goose Up
-- Writers of the log hold audit_log before audit_head; so does this step.
LOCK TABLE audit_log IN SHARE ROW EXCLUSIVE MODE;

-- audit_retention has one row once the owner of the log has said how long it is kept; keep_seconds NULL is for good. Without
-- a row nothing is ever removed. at_least_seconds is what the bot's AUDIT_RETENTION asks for: it only grows, until the owner
-- sets the retention anew. Seconds and no interval: months and days of opposite signs compare as one length and reach another.
CREATE TABLE audit_retention (
    one              boolean PRIMARY KEY DEFAULT true CHECK (one),
    keep_seconds     bigint      CHECK (keep_seconds BETWEEN 86400 AND 7889400000),
    at_least_seconds bigint      NOT NULL DEFAULT 0 CHECK (at_least_seconds BETWEEN 0 AND 7889400000),
    set_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    set_by           text        NOT NULL DEFAULT session_user
);

-- audit_removals has a row for each time that old rows were marked for removal: which, the hash of the last of them, and the
-- retention that it went by. keep_seconds NULL: they were gone before the owner's retention was kept here. claimed_at and
-- claimed_before are then of the checkpoint in the log that told of it, NULL where there was none.
CREATE TABLE audit_removals (
    removed_to     bigint PRIMARY KEY,
    removed_from   bigint      NOT NULL CHECK (removed_from <= removed_to),
    last_hash      bytea       NOT NULL CHECK (octet_length(last_hash) = 32),
    marked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    keep_seconds   bigint,
    claimed_at     timestamptz,
    claimed_before text
);

-- What is gone was removed under rules that the bot's role could bend. What was only marked by them stays.
WITH gone AS (
    SELECT coalesce((SELECT min(seq) - 1 FROM audit_log), h.seq) AS upto,
        coalesce((SELECT prev_hash FROM audit_log ORDER BY seq LIMIT 1), h.hash) AS last_hash
    FROM audit_head AS h
)
INSERT INTO audit_removals (removed_from, removed_to, last_hash, claimed_at, claimed_before)
SELECT 1, g.upto, g.last_hash, c.at, c.payload #>> '{checkpoint,before}'
FROM gone AS g LEFT JOIN LATERAL (
    SELECT at, payload FROM audit_log
    WHERE kind = 'checkpoint' AND payload #>> '{checkpoint,removed_to}' = g.upto::text
        AND payload #>> '{checkpoint,last_hash}' = encode(g.last_hash, 'hex')
    ORDER BY seq LIMIT 1
) AS c ON true
WHERE g.upto > 0;
UPDATE audit_head SET removed_to = coalesce((SELECT max(removed_to) FROM audit_removals), 0);

-- audit_owner_only refuses whoever does not belong to the owner of the table, whatever was granted. It runs as the caller;
-- the functions below run as the owner.
-- +goose StatementBegin
CREATE FUNCTION audit_owner_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RAISE EXCEPTION '% of % is for the owner of the decision log alone', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_LEVEL = 'STATEMENT' OR TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- In the functions that run with the owner's rights every table is named with its schema: audit_home stands for it until
-- the end of this step. pg_catalog alone is searched, so that no function or operator of somebody else is ever meant.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    last_seq  bigint;
    last_hash bytea;
BEGIN
    -- A trigger of somebody else's table would move the head without a row.
    IF TG_RELID <> 'audit_home.audit_log'::regclass THEN
        RAISE EXCEPTION 'audit_chain is for audit_log alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT h.seq, h.hash INTO STRICT last_seq, last_hash FROM audit_home.audit_head AS h WHERE h.one FOR UPDATE;
    NEW.seq := last_seq + 1;
    NEW.at := clock_timestamp();
    NEW.prev_hash := last_hash;
    NEW.hash := sha256(convert_to(concat_ws(chr(10), 'iiq-approvals audit 1', NEW.seq,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NEW.kind, encode(last_hash, 'hex'), NEW.payload), 'UTF8'));
    UPDATE audit_home.audit_head SET seq = NEW.seq, hash = NEW.hash WHERE one;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        -- Rows that retention has marked may go.
        IF OLD.seq <= (SELECT removed_to FROM audit_home.audit_head WHERE one) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd

-- audit_mark_old marks what is older than the retention of the owner and AUDIT_RETENTION, whichever is longer, for removal,
-- writes a checkpoint into the chain, and gives up to which row rows may go. It takes nothing from its caller.
-- +goose StatementBegin
CREATE FUNCTION audit_mark_old() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    keep   bigint;
    cutoff timestamptz;
    upto   bigint;
    marked bigint;
    proof  bytea;
BEGIN
    SELECT h.removed_to INTO STRICT marked FROM audit_home.audit_head AS h WHERE h.one;
    SELECT greatest(r.keep_seconds, r.at_least_seconds) INTO keep FROM audit_home.audit_retention AS r
    WHERE r.one AND r.keep_seconds IS NOT NULL;
    IF keep IS NULL THEN
        RETURN marked;
    END IF;
    cutoff := clock_timestamp() - make_interval(secs => keep);
    -- What was written before the first row to keep, by seq: a clock that was put back removes nothing too early. Looked
    -- for before the lock is taken; what comes meanwhile is newer.
    SELECT coalesce((SELECT min(l.seq) - 1 FROM audit_home.audit_log AS l WHERE l.at >= cutoff), max(l.seq), 0) INTO upto
    FROM audit_home.audit_log AS l;
    SELECT h.removed_to INTO STRICT marked FROM audit_home.audit_head AS h WHERE h.one FOR UPDATE;
    IF upto <= marked THEN
        RETURN marked;
    END IF;
    SELECT l.hash INTO STRICT proof FROM audit_home.audit_log AS l WHERE l.seq = upto;
    INSERT INTO audit_home.audit_log (kind, payload) VALUES ('checkpoint', format(
        '{"checkpoint":{"removed_from":%s,"removed_to":%s,"last_hash":"%s","before":"%s"},"operator":{"database_user":%s}}',
        marked + 1, upto, encode(proof, 'hex'), to_char(cutoff AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        to_json(session_user::text))::json);
    INSERT INTO audit_home.audit_removals (removed_from, removed_to, last_hash, keep_seconds) VALUES (marked + 1, upto, proof, keep);
    UPDATE audit_home.audit_head SET removed_to = upto WHERE one;
    RETURN upto;
END $$;
-- +goose StatementEnd

-- audit_remove_old removes up to 5,000 rows that audit_mark_old has marked, the oldest first, and gives how many.
-- +goose StatementBegin
CREATE FUNCTION audit_remove_old() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM audit_home.audit_log WHERE seq IN (
        SELECT l.seq FROM audit_home.audit_log AS l
        WHERE l.seq <= (SELECT h.removed_to FROM audit_home.audit_head AS h WHERE h.one) ORDER BY l.seq LIMIT 5000);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
-- +goose StatementEnd

-- audit_keep_longer raises what the bot's AUDIT_RETENTION asks for. No argument makes any row go earlier: what is shorter than
-- what is there, negative or NULL changes nothing. It gives what counts from then on; NULL where the owner has set nothing.
-- +goose StatementBegin
CREATE FUNCTION audit_keep_longer(seconds bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE audit_home.audit_retention AS r SET at_least_seconds = least(seconds, 7889400000)
    WHERE r.one AND least(seconds, 7889400000) > r.at_least_seconds AND seconds IS NOT NULL;
    RETURN (SELECT greatest(r.keep_seconds, r.at_least_seconds) FROM audit_home.audit_retention AS r
        WHERE r.one AND r.keep_seconds IS NOT NULL);
END $$;
-- +goose StatementEnd

-- Version 0.1.0 calls these with an age of its own, and goes on beside this version during an upgrade. They do nothing.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_checkpoint(before timestamptz) RETURNS bigint LANGUAGE sql SECURITY INVOKER AS 'SELECT 0::bigint';
-- +goose StatementEnd
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_remove(most integer) RETURNS bigint LANGUAGE sql SECURITY INVOKER AS 'SELECT 0::bigint';
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_chain()', 'audit_refuse()', 'audit_mark_old()', 'audit_remove_old()', 'audit_keep_longer(bigint)',
        'audit_owner_only()', 'audit_checkpoint(timestamptz)', 'audit_remove(integer)'] LOOP
        EXECUTE replace(pg_get_functiondef(name::regprocedure), 'audit_home.', quote_ident(current_schema()) || '.');
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', name);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END $$;
-- +goose StatementEnd

-- Only retention writes checkpoints, and nothing writes the end of an export.
CREATE TRIGGER audit_admit BEFORE INSERT ON audit_log FOR EACH ROW WHEN (NEW.kind IN ('checkpoint', 'export.end'))
    EXECUTE FUNCTION audit_owner_only();
CREATE TRIGGER audit_owner_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_owner_only();
CREATE TRIGGER audit_owner_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_retention FOR EACH STATEMENT EXECUTE FUNCTION audit_owner_only();
CREATE TRIGGER audit_owner_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_removals FOR EACH STATEMENT EXECUTE FUNCTION audit_owner_only();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_admit;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_owner_only;
ALTER TABLE audit_retention ENABLE ALWAYS TRIGGER audit_owner_only;
ALTER TABLE audit_removals ENABLE ALWAYS TRIGGER audit_owner_only;

-- Earlier grants, and grants by default, gave more than is needed. Whoever reads the log reads what proves it; whoever adds to
-- it may call what keeps to the owner's retention.
-- +goose StatementBegin
DO $$
DECLARE
    held record;
    kept text;
BEGIN
    FOR held IN
        SELECT c.relname, c.oid::regclass AS relation, coalesce(quote_ident(r.rolname), 'PUBLIC') AS grantee,
            bool_or(a.privilege_type = 'SELECT') AS reads, bool_or(a.privilege_type = 'INSERT') AS adds
        FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee
        WHERE c.oid IN ('audit_log'::regclass, 'audit_head'::regclass, 'audit_retention'::regclass, 'audit_removals'::regclass)
            AND a.grantee <> c.relowner
        GROUP BY 1, 2, 3
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s CASCADE', held.relation, held.grantee);
        kept := concat_ws(', ', CASE WHEN held.reads THEN 'SELECT' END, CASE WHEN held.adds AND held.relname = 'audit_log' THEN 'INSERT' END);
        IF kept <> '' THEN
            EXECUTE format('GRANT %s ON %s TO %s', kept, held.relation, held.grantee);
        END IF;
        IF held.relname = 'audit_log' AND held.reads THEN
            EXECUTE format('GRANT SELECT ON audit_retention, audit_removals TO %s', held.grantee);
        END IF;
        IF held.relname = 'audit_log' AND held.adds THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION audit_mark_old(), audit_remove_old(), audit_keep_longer(bigint) TO %s', held.grantee);
        END IF;
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER audit_admit ON audit_log;
DROP TRIGGER audit_owner_only ON audit_head;
DROP TABLE audit_retention;
DROP TABLE audit_removals;
DROP FUNCTION audit_mark_old();
DROP FUNCTION audit_remove_old();
DROP FUNCTION audit_keep_longer(bigint);
DROP FUNCTION audit_owner_only();

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_checkpoint(before timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
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

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_remove(most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM audit_log WHERE seq IN (
        SELECT seq FROM audit_log WHERE seq <= (SELECT removed_to FROM audit_head WHERE one) ORDER BY seq LIMIT most);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_chain()', 'audit_refuse()', 'audit_checkpoint(timestamptz)', 'audit_remove(integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', name, current_schema());
    END LOOP;
END $$;
-- +goose StatementEnd
