-- +goose NO TRANSACTION
-- +goose Up
-- written_at is when the write last went out; sent_at is when it first did. lines_before are the lines that had a state of their
-- own just before that write. looks counts how often IdentityIQ was asked about an end since it was booked, and look_at is when
-- it is asked again; null when it is not. corrected_at is when a booking was last corrected. A version before this step leaves
-- the columns as they are.
ALTER TABLE decisions
    ADD COLUMN IF NOT EXISTS written_at   timestamptz,
    ADD COLUMN IF NOT EXISTS lines_before jsonb   NOT NULL DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS looks        integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS look_at      timestamptz,
    ADD COLUMN IF NOT EXISTS corrected_at timestamptz;
DROP INDEX CONCURRENTLY IF EXISTS decisions_in_doubt;
CREATE INDEX CONCURRENTLY decisions_in_doubt ON decisions (look_at) WHERE look_at IS NOT NULL;
-- What a version before this step refused after it had sent it: it went by the comment alone.
DROP INDEX CONCURRENTLY IF EXISTS decisions_refused_unasked;
CREATE INDEX CONCURRENTLY decisions_refused_unasked ON decisions (ended_at)
    WHERE state = 'refused' AND looks = 0 AND look_at IS NULL AND sent_at IS NOT NULL AND entity_id = ''
        AND refusal IN ('already_decided', 'closed');

-- parties are the identities that an item's requester and target may be, where the item itself does not give both by id: what
-- the identity map and the item's identity request tell. parties_of is the content_hash that they belong to, once both are known;
-- they count for no other content, whoever has changed it. parties_asked_at is when IdentityIQ was last asked.
ALTER TABLE work_items
    ADD COLUMN IF NOT EXISTS parties          jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS parties_of       bytea,
    ADD COLUMN IF NOT EXISTS parties_asked_at timestamptz;
DROP INDEX CONCURRENTLY IF EXISTS work_items_parties;
CREATE INDEX CONCURRENTLY work_items_parties ON work_items (parties_asked_at NULLS FIRST, id)
    WHERE state = 'open' AND type = 'Approval' AND (requester_id = '' OR target_id = '') AND parties_of IS DISTINCT FROM content_hash;
DROP INDEX CONCURRENTLY IF EXISTS identities_display_key;
CREATE INDEX CONCURRENTLY identities_display_key ON identities (lower(display_name));

-- +goose Down
DROP INDEX IF EXISTS identities_display_key;
DROP INDEX IF EXISTS work_items_parties;
ALTER TABLE work_items DROP COLUMN IF EXISTS parties_asked_at, DROP COLUMN IF EXISTS parties_of, DROP COLUMN IF EXISTS parties;
DROP INDEX IF EXISTS decisions_refused_unasked;
DROP INDEX IF EXISTS decisions_in_doubt;
ALTER TABLE decisions DROP COLUMN IF EXISTS corrected_at, DROP COLUMN IF EXISTS look_at, DROP COLUMN IF EXISTS looks,
    DROP COLUMN IF EXISTS lines_before, DROP COLUMN IF EXISTS written_at;
