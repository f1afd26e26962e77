-- name: BeginChangedUntil :exec
-- One row. Changes are looked for from the first date that a whole refresh meets. A date that is stored already is
-- later and stays.
UPDATE identity_sync SET changed_until = @stamp::timestamptz, changed_moved_at = clock_timestamp() WHERE one AND changed_until IS NULL;

-- name: MoveChangedUntil :exec
-- One row. A round that comes late never takes it back.
UPDATE identity_sync SET changed_until = @stamp::timestamptz, changed_moved_at = clock_timestamp()
WHERE one AND (changed_until IS NULL OR changed_until < @stamp);

-- name: PullChangedUntilBack :exec
-- One row. A stamp that stands ahead of IIQ's clock hides all changes until then.
UPDATE identity_sync SET changed_until = @stamp::timestamptz WHERE one AND changed_until > @stamp;

-- name: CountSeenIdentities :one
-- identities_run. What a run has read, each once, however often it was in a page.
SELECT count(*) AS seen, count(*) FILTER (WHERE NOT inactive AND NOT workgroup) AS active,
    count(*) FILTER (WHERE inactive AND NOT workgroup) AS inactive
FROM identities WHERE run = $1;

-- name: MissingIdentities :many
-- identities_run. Active people whom a run has not read.
SELECT id FROM identities WHERE run < @run AND NOT inactive AND NOT workgroup ORDER BY id LIMIT @max_rows;

-- name: InactivateIdentities :execrows
-- Primary key. Leaves out identities that were read meanwhile.
UPDATE identities SET inactive = true WHERE id = ANY(@ids::text[]) AND run < @run AND NOT inactive;

-- name: ApproversOfOpenItems :many
-- work_item_approvers_pending, review_reviewers_reviewer. Whom it matters to know anew.
SELECT identity_id FROM (
    SELECT DISTINCT a.identity_id FROM work_item_approvers a WHERE a.active AND a.open AND a.identity_id > @after_id
    UNION
    SELECT DISTINCT i.id FROM review_reviewers r JOIN identities i ON i.id = r.reviewer_id AND NOT i.workgroup WHERE i.id > @after_id
) AS people ORDER BY identity_id LIMIT @max_rows;

-- name: UserListAge :one
-- Primary key. Seconds since the last whole reading of Slack's users began.
SELECT extract(epoch FROM clock_timestamp() - stamp)::double precision AS age_seconds FROM watermarks WHERE name = @name AND stamp IS NOT NULL;

-- name: CountPeopleToFind :one
-- cards_behind, identity_links_identity. How many people with a waiting card are bound to no Slack user, up to a
-- limit.
SELECT count(*) FROM (
    SELECT DISTINCT c.identity_id FROM cards c
    WHERE c.state = 'waiting' AND c.shown < c.want
    AND NOT EXISTS (SELECT 1 FROM identity_links l WHERE l.identity_id = c.identity_id)
    LIMIT @max_rows
) AS people;
