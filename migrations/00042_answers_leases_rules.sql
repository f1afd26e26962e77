-- +goose Up
-- asked_at is when Slack and IdentityIQ were last asked about somebody who was refused. The refusal counts for a while without
-- asking again. A version before this step leaves it as it is and asks each time.
ALTER TABLE identity_refusals ADD COLUMN asked_at timestamptz;

-- An UPDATE that changes term takes FOR UPDATE on the row, since the index could be referred to; one that renews a lease does not.
-- A transaction that holds FOR KEY SHARE therefore keeps others from claiming the round, and its own process may renew the lease
-- meanwhile. https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
CREATE UNIQUE INDEX schedules_name_term ON schedules (name, term);

-- sensitivity_rules_before are the rules that were in force before, by their fingerprint, and until when.
CREATE TABLE sensitivity_rules_before (
    fingerprint text PRIMARY KEY,
    until       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX sensitivity_rules_before_until ON sensitivity_rules_before (until);

-- guard_sensitivity_rules keeps a replica that was started without rules, or with rules that others have replaced, from taking
-- those in force away from all: of this version, or of one before it. `bot rules adopt` may, since a person has decided it.
-- +goose StatementBegin
CREATE FUNCTION guard_sensitivity_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.fingerprint = OLD.fingerprint THEN
        RETURN NEW;
    END IF;
    IF coalesce(current_setting('iiqbot.rules_by_hand', true), '') <> 'on' THEN
        IF NEW.fingerprint = '' THEN
            RAISE EXCEPTION 'rules on sensitive content are in force, and SENSITIVITY_RULES names none; give this replica the file that '
                'the others have, or run: bot rules adopt --none' USING ERRCODE = 'IR001';
        END IF;
        IF EXISTS (SELECT 1 FROM sensitivity_rules_before b WHERE b.fingerprint = NEW.fingerprint) THEN
            RAISE EXCEPTION 'the file of SENSITIVITY_RULES has rules that others have replaced; give this replica the newer file, '
                'or run: bot rules adopt FILE' USING ERRCODE = 'IR002';
        END IF;
    END IF;
    IF OLD.fingerprint <> '' THEN
        INSERT INTO sensitivity_rules_before AS b (fingerprint) VALUES (OLD.fingerprint)
        ON CONFLICT (fingerprint) DO UPDATE SET until = clock_timestamp();
    END IF;
    DELETE FROM sensitivity_rules_before b WHERE b.fingerprint = NEW.fingerprint
        OR b.until < (SELECT k.until FROM sensitivity_rules_before k ORDER BY k.until DESC OFFSET 999 LIMIT 1);
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER guard_sensitivity_rules BEFORE UPDATE ON sensitivity_rules FOR EACH ROW EXECUTE FUNCTION guard_sensitivity_rules();

-- +goose Down
DROP TRIGGER guard_sensitivity_rules ON sensitivity_rules;
DROP FUNCTION guard_sensitivity_rules();
DROP TABLE sensitivity_rules_before;
DROP INDEX schedules_name_term;
ALTER TABLE identity_refusals DROP COLUMN asked_at;
