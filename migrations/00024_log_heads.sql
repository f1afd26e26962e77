-- +goose Up
-- audit_head_notes has number and hash of last rows of the log as they were looked at, the newest thousand. A log whose head is
-- behind the newest of them, or that has another hash there, was taken back or written anew.
CREATE TABLE audit_head_notes (
    seq      bigint PRIMARY KEY,
    hash     bytea       NOT NULL CHECK (octet_length(hash) = 32),
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER audit_owner_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_head_notes FOR EACH STATEMENT EXECUTE FUNCTION audit_owner_only();
ALTER TABLE audit_head_notes ENABLE ALWAYS TRIGGER audit_owner_only;

-- audit_note_head notes the last row of the log. It takes nothing from its caller, and a log that contradicts the newest note
-- is not noted, so that the contradiction stays.
-- +goose StatementBegin
CREATE FUNCTION audit_note_head() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO audit_home.audit_head_notes (seq, hash)
    SELECT h.seq, h.hash FROM audit_home.audit_head AS h
    LEFT JOIN LATERAL (SELECT a.seq, a.hash FROM audit_home.audit_head_notes AS a ORDER BY a.seq DESC LIMIT 1) AS n ON true
    WHERE h.one AND h.seq > coalesce(n.seq, 0)
        AND (n.seq IS NULL OR n.seq <= h.removed_to OR n.hash = (SELECT l.hash FROM audit_home.audit_log AS l WHERE l.seq = n.seq))
    ON CONFLICT DO NOTHING;
    DELETE FROM audit_home.audit_head_notes WHERE seq < (SELECT a.seq FROM audit_home.audit_head_notes AS a ORDER BY a.seq DESC OFFSET 999 LIMIT 1);
END $$;
-- +goose StatementEnd

-- As in the step before: tables by their schema, and what grants by default gave is taken back.
-- +goose StatementBegin
DO $$
DECLARE
    held record;
BEGIN
    EXECUTE replace(pg_get_functiondef('audit_note_head()'::regprocedure), 'audit_home.', quote_ident(current_schema()) || '.');
    ALTER FUNCTION audit_note_head() SET search_path = pg_catalog, pg_temp;
    REVOKE ALL ON FUNCTION audit_note_head() FROM PUBLIC;
    FOR held IN
        SELECT coalesce(quote_ident(r.rolname), 'PUBLIC') AS grantee
        FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee
        WHERE c.oid = 'audit_head_notes'::regclass AND a.grantee <> c.relowner
        GROUP BY 1
    LOOP
        EXECUTE format('REVOKE ALL ON audit_head_notes FROM %s CASCADE', held.grantee);
    END LOOP;
    FOR held IN
        SELECT coalesce(quote_ident(r.rolname), 'PUBLIC') AS grantee, bool_or(a.privilege_type = 'SELECT') AS reads, bool_or(a.privilege_type = 'INSERT') AS adds
        FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee
        WHERE c.oid = 'audit_log'::regclass AND a.grantee <> c.relowner
        GROUP BY 1
    LOOP
        IF held.reads THEN
            EXECUTE format('GRANT SELECT ON audit_head_notes TO %s', held.grantee);
        END IF;
        IF held.adds THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION audit_note_head() TO %s', held.grantee);
        END IF;
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit_head_notes;
DROP FUNCTION audit_note_head();
