-- name: NoteAbsences :exec
-- Primary key; in the order of ids, so that two replicas never lock each other out. An answer of long ago is none.
INSERT INTO absences AS a (kind, part_of, id, since, witnessed_at, asked_at)
SELECT @kind, m.part_of, m.id, @at::timestamptz, CASE WHEN @witnessed::boolean THEN @at::timestamptz END, @at::timestamptz
FROM (SELECT unnest(@parts::text[]) AS part_of, unnest(@ids::text[]) AS id) AS m ORDER BY m.part_of, m.id
ON CONFLICT (kind, part_of, id) DO UPDATE SET
    since = CASE WHEN a.asked_at < excluded.asked_at - interval '1 hour' THEN excluded.since ELSE a.since END,
    witnessed_at = CASE WHEN a.asked_at < excluded.asked_at - interval '1 hour' THEN excluded.witnessed_at
        ELSE coalesce(a.witnessed_at, excluded.witnessed_at) END,
    asked_at = greatest(a.asked_at, excluded.asked_at);

-- name: WitnessedAbsences :many
-- Primary key. Those of these that an answer lacked at or before a moment while something else that is known was seen.
SELECT a.part_of, a.id FROM (SELECT unnest(@parts::text[]) AS part_of, unnest(@ids::text[]) AS id) AS m
JOIN absences a ON a.kind = @kind AND a.part_of = m.part_of AND a.id = m.id
WHERE a.witnessed_at <= @before::timestamptz AND a.witnessed_at < @at::timestamptz ORDER BY a.part_of, a.id;

-- name: ForgetAbsences :exec
-- Primary key.
DELETE FROM absences WHERE kind = @kind AND part_of = @part_of AND id = ANY(@ids::text[]);

-- name: ForgetAbsencesOf :exec
-- Scans absences of the kind, of which there are nearly always none. Whatever they are part of.
DELETE FROM absences WHERE kind = @kind AND id = ANY(@ids::text[]);

-- name: CountMissingItems :one
-- absences_asked, decisions_one_a_round, work_items_open_id. An item with a decision from here that was sent may be missing for that.
SELECT (SELECT count(*) FROM absences a WHERE a.kind = 'work_item' AND NOT EXISTS (
        SELECT 1 FROM decisions d WHERE d.work_item_id = a.id AND d.state = 'recording' AND d.sent_at IS NOT NULL)) AS missing,
    (SELECT count(*) FROM work_items w WHERE w.state = 'open' AND w.type <> 'Certification') AS known;

-- name: CountMissingMembers :one
-- Primary keys.
SELECT (SELECT count(*) FROM absences a WHERE a.kind = 'member' AND a.part_of = @workgroup_id) AS missing,
    (SELECT count(*) FROM workgroup_members m WHERE m.workgroup_id = @workgroup_id) AS known;

-- name: CountMissingReviews :one
-- absences_asked, reviews_check. A review all of whose entities are taken out is one thing that happened, not a hundred.
SELECT (SELECT count(DISTINCT coalesce(nullif(a.part_of, ''), a.id)) FROM absences a WHERE a.kind IN ('entity', 'review')) AS missing,
    (SELECT count(*) FROM reviews r WHERE r.state <> 'ended') AS known;

-- name: CountMissingReviewItems :one
-- absences_asked; review_work_items is scanned.
SELECT (SELECT count(*) FROM absences a WHERE a.kind = 'review_work_item') AS missing, (SELECT count(*) FROM review_work_items) AS known;

-- name: CountMissingPeople :one
-- absences_asked; one row.
SELECT (SELECT count(*) FROM absences a WHERE a.kind = 'identity') AS missing, (SELECT s.people FROM identity_sync s) AS known;

-- name: AbsencesDue :many
-- absences_asked. The absences that are due to be asked for again: often at first, later less so.
SELECT a.part_of, a.id FROM absences a
WHERE a.kind = @kind AND a.asked_at <= clock_timestamp() - @wait::interval
AND (a.since > clock_timestamp() - interval '1 minute' OR a.asked_at <= clock_timestamp() - 3 * @wait::interval)
ORDER BY a.asked_at, a.part_of, a.id LIMIT @max_rows;

-- name: LookAtAbsences :one
-- Absences are nearly always none; watermarks' primary key. Whether anything is missing, and how many seconds ago a round last looked for
-- what exists after all; the time since 1970 where none has.
SELECT EXISTS (SELECT FROM absences)::boolean AS some,
    extract(epoch FROM clock_timestamp() - coalesce((SELECT w.stamp FROM watermarks w WHERE w.name = @round), 'epoch'))::double precision
        AS reopened;

-- name: DropStaleAbsences :execrows
-- Scans absences, which is nearly always empty. Removes absences that were resolved otherwise, or that nobody has
-- asked about for long.
DELETE FROM absences a WHERE a.asked_at < clock_timestamp() - interval '1 hour' OR CASE a.kind
    WHEN 'work_item' THEN NOT EXISTS (SELECT 1 FROM work_items w WHERE w.id = a.id AND w.state = 'open')
    WHEN 'member' THEN NOT EXISTS (SELECT 1 FROM workgroup_members m WHERE m.workgroup_id = a.part_of AND m.identity_id = a.id)
    WHEN 'entity' THEN NOT EXISTS (SELECT 1 FROM review_entities e WHERE e.id = a.id)
    WHEN 'review' THEN NOT EXISTS (SELECT 1 FROM reviews r WHERE r.id = a.id AND r.state <> 'ended')
    WHEN 'review_work_item' THEN NOT EXISTS (SELECT 1 FROM review_work_items w WHERE w.id = a.id)
    ELSE false END;

-- name: AbsenceFigures :many
-- Scans absences, which is nearly always empty.
SELECT kind, count(*) AS missing, count(*) FILTER (WHERE since < clock_timestamp() - interval '1 minute') AS held,
    min(since)::timestamptz AS oldest
FROM absences GROUP BY kind ORDER BY kind;

-- name: OpenItemsPresent :many
-- work_items_open_id, absences' primary key. Open items that no answer lacked.
SELECT w.id FROM work_items w WHERE w.state = 'open' AND w.type <> 'Certification'
AND NOT EXISTS (SELECT 1 FROM absences a WHERE a.kind = 'work_item' AND a.part_of = '' AND a.id = w.id)
ORDER BY w.id LIMIT @max_rows;

-- name: UntoldItems :many
-- work_items_untold. Items that were closed after a moment and whose end was not reported anywhere.
SELECT id FROM work_items WHERE state = 'closed' AND outcome = 'completed' AND NOT outcome_here AND type <> 'Certification'
AND changed_at > clock_timestamp() - @within::interval AND id > @after ORDER BY id LIMIT @max_rows;

-- name: PeopleKnown :many
-- identities_run. People whom the last refresh has seen.
SELECT id FROM identities WHERE NOT inactive AND NOT workgroup ORDER BY run DESC LIMIT @max_rows;

-- name: KnowsAnyOf :one
-- Primary key.
SELECT EXISTS (SELECT 1 FROM identities WHERE id = ANY(@ids::text[]));

-- name: MembersStored :one
-- Primary key.
SELECT EXISTS (SELECT 1 FROM workgroup_members WHERE workgroup_id = $1);

-- name: IsMember :one
-- Primary key.
SELECT EXISTS (SELECT 1 FROM workgroup_members WHERE workgroup_id = @workgroup_id AND identity_id = @identity_id);

-- name: MembersBut :many
-- Primary key. The members of a workgroup who are not among these; in one pass, as DeleteMembersExcept.
SELECT w.identity_id FROM workgroup_members w WHERE w.workgroup_id = @workgroup_id
AND NOT EXISTS (SELECT 1 FROM unnest(@members::text[]) AS m(id) WHERE m.id = w.identity_id) ORDER BY w.identity_id;

-- name: ForgetWorkgroup :execrows
-- Primary keys. One that has members is a workgroup.
DELETE FROM workgroups g WHERE g.id = $1 AND NOT EXISTS (SELECT 1 FROM workgroup_members m WHERE m.workgroup_id = g.id);

-- name: OwnsAsWorkgroup :one
-- work_items_open_owner.
SELECT EXISTS (SELECT 1 FROM work_items WHERE state = 'open' AND owner_id = $1 AND owner_workgroup);

-- name: EmptyWorkgroups :many
-- Scans workgroups, then work_items_open_owner and review_reviewers_reviewer. Those without members that own open items or review.
SELECT g.id FROM workgroups g
WHERE g.expanded_at < clock_timestamp() - @age::interval
AND NOT EXISTS (SELECT 1 FROM workgroup_members m WHERE m.workgroup_id = g.id)
AND (EXISTS (SELECT 1 FROM work_items w WHERE w.state = 'open' AND w.owner_id = g.id)
    OR EXISTS (SELECT 1 FROM review_reviewers rr JOIN reviews r ON r.id = rr.review_id AND r.state = 'open' WHERE rr.reviewer_id = g.id))
ORDER BY g.expanded_at LIMIT @max_rows;

-- name: ReviewsWithoutEntities :many
-- Primary keys. Those of these that have no entity left.
SELECT r.id FROM reviews r WHERE r.id = ANY(@ids::text[]) AND r.state <> 'ended'
AND NOT EXISTS (SELECT 1 FROM review_entities e WHERE e.review_id = r.id) ORDER BY r.id;

-- name: ReviewsGoneLately :one
-- reviews_ended. Whether a review was found gone within the last quarter of an hour.
SELECT EXISTS (SELECT 1 FROM reviews WHERE state = 'ended' AND gone AND changed_at > clock_timestamp() - interval '15 minutes');
