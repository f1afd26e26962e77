-- name: Now :one
-- Postgres's clock, for judging what was read from IIQ before what.
SELECT clock_timestamp()::timestamptz;

-- name: LockWorkItems :many
-- Primary key; in the order of ids, so that two rounds never lock each other out.
SELECT * FROM work_items WHERE id = ANY(@ids::text[]) ORDER BY id FOR UPDATE;

-- name: WorkItemsKnown :many
-- Primary key. Those of these work items that are stored, open or closed. A review's row is no work item.
SELECT id FROM work_items WHERE id = ANY(@ids::text[]) AND type <> 'Certification';

-- name: LockWorkItem :one
SELECT * FROM work_items WHERE id = $1 FOR UPDATE;

-- name: LockFreeWorkItems :many
-- Primary key. Those of these work items that nobody has locked. It waits for none, so that no two who lock many can wait for each
-- other, and a row that is held keeps no other back.
SELECT * FROM work_items WHERE id = ANY(@ids::text[]) FOR UPDATE SKIP LOCKED;

-- name: HoldWorkItem :one
-- Primary key. Who changes the item or its approvers has ended, and the next one waits.
SELECT * FROM work_items WHERE id = $1 FOR KEY SHARE;

-- name: GetWorkItem :one
SELECT * FROM work_items WHERE id = $1;

-- name: InsertWorkItem :execrows
-- Nothing where another round has stored the item since it was looked for.
INSERT INTO work_items (
    id, number, type, level, description, owner_id, owner_name, owner_workgroup, requester_id, requester_name,
    target_id, target_name, target_display, request_name, justification, lines, violations, signature,
    created_at, modified_at, due_at, content_hash, described, gaps, gaps_of, facts, facts_of, tag, tag_of
) VALUES (
    @id, @number, @type, @level, @description, @owner_id, @owner_name, @owner_workgroup, @requester_id, @requester_name,
    @target_id, @target_name, @target_display, @request_name, @justification, @lines, @violations, @signature,
    @created_at, @modified_at, @due_at, @content_hash, @described, @gaps::text[], @content_hash,
    @facts::jsonb, @content_hash, sqlc.narg(tag), @content_hash
) ON CONFLICT (id) DO NOTHING;

-- name: UpdateWorkItemContent :exec
UPDATE work_items SET
    number = @number, type = @type, level = @level, description = @description, owner_id = @owner_id, owner_name = @owner_name,
    owner_workgroup = @owner_workgroup, requester_id = @requester_id, requester_name = @requester_name,
    target_id = @target_id, target_name = @target_name, target_display = @target_display, request_name = @request_name,
    justification = @justification, lines = @lines, violations = @violations, signature = @signature,
    modified_at = @modified_at, due_at = @due_at, content_hash = @content_hash, described = @described,
    gaps = @gaps::text[], gaps_of = @content_hash, facts = @facts::jsonb, facts_of = @content_hash,
    tag = sqlc.narg(tag), tag_of = @content_hash,
    -- What is known of the people stays known while the item refers to them as before.
    parties_of = CASE WHEN parties_of = content_hash AND @same_people::boolean THEN @content_hash::bytea END,
    parties_asked_at = CASE WHEN @same_people::boolean THEN parties_asked_at END,
    version = version + 1, changed_at = clock_timestamp()
WHERE id = @id;

-- name: SaveParties :exec
-- Primary key. Nothing where the item has changed meanwhile.
UPDATE work_items SET parties = @parties, parties_of = CASE WHEN @settled::boolean THEN content_hash END,
    parties_asked_at = CASE WHEN @asked::boolean THEN clock_timestamp() ELSE parties_asked_at END
WHERE id = @id AND content_hash = @content_hash;

-- name: ItemsWithoutParties :many
-- work_items_parties. Open items that do not say by id who requested them and who receives them. One that IdentityIQ was asked about
-- without success is asked about again after five minutes.
SELECT * FROM work_items
WHERE state = 'open' AND type = 'Approval' AND (requester_id = '' OR target_id = '') AND parties_of IS DISTINCT FROM content_hash
    AND (parties_asked_at IS NULL OR parties_asked_at < now() - interval '5 minutes')
ORDER BY parties_asked_at NULLS FIRST, id LIMIT $1;

-- name: NoteReadWhole :exec
-- Primary key. Says that the stored content was read whole and has no facts beside it, where nothing was noted about it; nothing
-- else changes.
UPDATE work_items SET gaps = '{}', gaps_of = content_hash, facts = '{}', facts_of = content_hash WHERE id = $1;

-- name: DescribeWorkItem :execrows
UPDATE work_items SET lines = @lines, described = true
WHERE id = @id AND content_hash = @content_hash;

-- name: ReopenWorkItem :exec
UPDATE work_items SET state = 'open', round = round + 1, outcome = '', outcome_by = '', outcome_comment = '',
    outcome_counts = '{}', outcome_here = false, closed_at = NULL, not_recorded = false, earlier_endings = NULL,
    version = version + 1, changed_at = clock_timestamp()
WHERE id = $1;

-- name: CloseWorkItem :exec
UPDATE work_items SET state = 'closed', outcome = @outcome, outcome_by = @outcome_by, outcome_comment = @outcome_comment,
    outcome_counts = @outcome_counts, outcome_here = @outcome_here, closed_at = @closed_at, not_recorded = false,
    version = version + 1, changed_at = clock_timestamp()
WHERE id = @id;

-- name: SetNotRecorded :exec
UPDATE work_items SET not_recorded = @not_recorded, version = version + 1, changed_at = clock_timestamp()
WHERE id = @id;

-- name: SetApproversOpen :exec
-- Primary keys. An item that the rules hide from Slack is in nobody's list, so it is open to nobody.
UPDATE work_item_approvers a SET open = @open::boolean AND w.show <> 'none'
FROM work_items w WHERE w.id = a.work_item_id AND a.work_item_id = @work_item_id;

-- name: ListApprovers :many
-- Primary key.
SELECT * FROM work_item_approvers WHERE work_item_id = $1 ORDER BY identity_id;

-- name: GetApprover :one
SELECT * FROM work_item_approvers WHERE work_item_id = $1 AND identity_id = $2;

-- name: UpsertApprovers :exec
-- Primary keys; open as SetApproversOpen has it.
INSERT INTO work_item_approvers (work_item_id, identity_id, via, forwarded_by, open)
SELECT @work_item_id, unnest(@identity_ids::text[]), @via, @forwarded_by,
    NOT EXISTS (SELECT 1 FROM work_items h WHERE h.id = @work_item_id AND h.show = 'none')
ON CONFLICT (work_item_id, identity_id) DO UPDATE
SET active = true, open = excluded.open, via = excluded.via, forwarded_by = excluded.forwarded_by, since = now();

-- name: DropApprovers :exec
-- Primary key.
UPDATE work_item_approvers SET active = false WHERE work_item_id = @work_item_id AND identity_id = ANY(@identity_ids::text[]);

-- name: OpenItemIDsAfter :many
-- work_items_open_id. Access reviews are no work items of IIQ, and are looked at by their own round.
SELECT id FROM work_items WHERE state = 'open' AND id > @after AND type <> 'Certification' ORDER BY id LIMIT @max_rows;

-- name: OpenItemIDsOfOwner :many
-- work_items_open_owner.
SELECT id FROM work_items WHERE state = 'open' AND owner_id = $1 ORDER BY id;

-- name: OwningWorkgroups :many
-- work_items_open_owner; the groups that own open items and were not expanded lately.
SELECT DISTINCT w.owner_id FROM work_items w
LEFT JOIN workgroups g ON g.id = w.owner_id
WHERE w.state = 'open' AND w.owner_workgroup AND (g.expanded_at IS NULL OR g.expanded_at < @before)
ORDER BY w.owner_id;

-- name: ReadMembersSteadily :exec
-- Until the end of the transaction, nobody who changes members goes on. Whoever stores approvers by the members that they have
-- read takes it first, so that the change then finds their items and reviews.
SELECT pg_advisory_xact_lock_shared(hashtextextended('workgroup members', 0));

-- name: AwaitReadersOfMembers :exec
SELECT pg_advisory_xact_lock(hashtextextended('workgroup members', 0));

-- name: GetWorkgroups :many
SELECT * FROM workgroups WHERE id = ANY(@ids::text[]);

-- name: MembersOfWorkgroups :many
SELECT workgroup_id, identity_id FROM workgroup_members WHERE workgroup_id = ANY(@ids::text[]) ORDER BY workgroup_id, identity_id;

-- name: UpsertWorkgroup :exec
INSERT INTO workgroups (id, name, expanded_at) VALUES ($1, $2, clock_timestamp())
ON CONFLICT (id) DO UPDATE SET name = CASE WHEN excluded.name = '' THEN workgroups.name ELSE excluded.name END, expanded_at = excluded.expanded_at;

-- name: MembersChanged :one
-- Primary key.
UPDATE workgroups SET unfollowed_since = clock_timestamp() WHERE id = $1 RETURNING unfollowed_since;

-- name: LongUnfollowed :one
-- Primary key. The process that was to make the items follow has had its time.
SELECT unfollowed_since FROM workgroups WHERE id = $1 AND unfollowed_since < clock_timestamp() - interval '1 minute';

-- name: ItemsFollowed :exec
-- Primary key. Nothing when the members have changed once more.
UPDATE workgroups SET unfollowed_since = NULL WHERE id = @id AND unfollowed_since = @since::timestamptz;

-- name: DeleteMembersExcept :execrows
-- Primary key. One pass over both lists: `<> ALL` compares each with each before Postgres 15.
DELETE FROM workgroup_members w WHERE w.workgroup_id = @workgroup_id
AND NOT EXISTS (SELECT 1 FROM unnest(@members::text[]) AS m(id) WHERE m.id = w.identity_id);

-- name: InsertMembers :execrows
INSERT INTO workgroup_members (workgroup_id, identity_id)
SELECT @workgroup_id, unnest(@members::text[]) ON CONFLICT DO NOTHING;

-- name: ItemOfCard :one
-- Primary keys.
SELECT w.* FROM cards c JOIN work_items w ON w.id = c.work_item_id WHERE c.id = $1;

-- name: ManagersOf :many
-- Primary key. The managers of some people.
SELECT m.* FROM identities m WHERE m.id IN (SELECT i.manager_id FROM identities i WHERE i.id = ANY(@ids::text[]));

-- name: IdentitiesByID :many
-- Primary key.
SELECT * FROM identities WHERE id = ANY(@ids::text[]);

-- name: IdentitiesByName :many
-- identities_name_folded; identities_name_key for rows that are not folded.
SELECT * FROM identities i
WHERE (i.name_folded = ANY(@folded::text[]) AND i.folded_of = i.name || E'\n' || i.email)
    OR (lower(i.name) = ANY(ARRAY(SELECT lower(n.name) FROM unnest(@names::text[]) AS n(name))) AND i.folded_of <> i.name || E'\n' || i.email)
LIMIT 200;

-- name: PeopleCalled :many
-- identities_name_key, identities_display_key. Everybody who has one of these names, whether as their own or to be shown.
SELECT * FROM identities WHERE lower(name) = ANY(@names::text[]) OR lower(display_name) = ANY(@names::text[]) LIMIT @max_rows;

-- name: CheckLease :one
-- Primary key. Holds the lease's row until the transaction ends, so that a round cannot be taken over in the middle of a write.
-- FOR KEY SHARE keeps off whoever raises the term, and not the renewal of the lease, however long the transaction takes.
SELECT term FROM schedules WHERE name = @name AND term = @term AND claimed_until > clock_timestamp() FOR KEY SHARE;

-- name: OpenItemSights :many
-- work_items_open_id. What a sweep over IdentityIQ's items is held against. Access reviews are looked at by their own round.
SELECT id, owner_id, coalesce(modified_at, created_at)::timestamptz AS stamp, changed_at FROM work_items
WHERE state = 'open' AND id > @after AND type <> 'Certification' ORDER BY id LIMIT @max_rows;

-- name: EndingsKnown :many
-- Primary key.
SELECT id, request_name, round, earlier_endings FROM work_items WHERE id = ANY(@ids::text[]);

-- name: NoteStamps :exec
-- Primary key; the rows are locked. The last change that IdentityIQ has told of, where it changed nothing that is stored beside it.
UPDATE work_items w SET modified_at = m.at
FROM (SELECT unnest(@ids::text[]) AS id, unnest(@stamps::timestamptz[]) AS at) AS m WHERE w.id = m.id;

-- name: NoteTag :exec
-- Primary key; the row is locked. The tag of the content that is stored.
UPDATE work_items SET tag = sqlc.narg(tag), tag_of = content_hash WHERE id = @id;
