-- name: LockReview :one
-- Primary key.
SELECT * FROM reviews WHERE id = $1 FOR UPDATE;

-- name: GetReviews :many
-- Primary key.
SELECT * FROM reviews WHERE id = ANY(@ids::text[]);

-- name: InsertReview :exec
INSERT INTO reviews (id, name, phase, due_at, signed_at, certifiers, created_at, unread_dates)
VALUES (@id, @name, @phase, @due_at, @signed_at, @certifiers, @created_at, @unread_dates);

-- name: UpdateReviewHead :exec
-- Primary key. What IIQ says of the review itself.
UPDATE reviews SET name = @name, phase = @phase, due_at = @due_at, signed_at = @signed_at, certifiers = @certifiers, gone = false,
    unread_dates = @unread_dates, touched = true, checked_at = clock_timestamp(), changed_at = clock_timestamp()
WHERE id = @id;

-- name: ReviewsChecked :exec
-- Primary key. IIQ said of these what was known.
UPDATE reviews SET checked_at = clock_timestamp() WHERE id = ANY(@ids::text[]);

-- name: TouchReviews :exec
-- Primary key.
UPDATE reviews SET touched = true WHERE id = ANY(@ids::text[]) AND NOT touched;

-- name: EntitiesByID :many
-- Primary key.
SELECT * FROM review_entities WHERE id = ANY(@ids::text[]);

-- name: SaveEntities :exec
-- Primary key, and decisions_of_entity for each that is new. name, told and round are for replicas of 0.1.0 alone, which decide
-- entities: they are to read anew what changed, and what was decided and is open again is to be decided anew.
INSERT INTO review_entities (id, review_id, standing, round)
SELECT e.id, e.review_id, e.standing,
    coalesce((SELECT max(CASE d.state WHEN 'recorded' THEN d.round + 1 ELSE d.round END) FROM decisions d
        WHERE d.entity_id = e.id AND d.entity_id <> ''), 1)
FROM (SELECT unnest(@ids::text[]) AS id, unnest(@review_ids::text[]) AS review_id, unnest(@standings::text[]) AS standing) AS e
ON CONFLICT (id) DO UPDATE SET review_id = excluded.review_id, standing = excluded.standing, name = '', told = NULL,
    round = review_entities.round + CASE WHEN review_entities.standing = 'done' AND excluded.standing <> 'done' THEN 1 ELSE 0 END;

-- name: DropEntities :many
-- Primary key.
DELETE FROM review_entities WHERE id = ANY(@ids::text[]) RETURNING review_id;

-- name: EntityIDsBetween :many
-- Primary key; of reviews that have not ended. last is '' for no end.
SELECT e.id FROM review_entities e JOIN reviews r ON r.id = e.review_id AND r.state <> 'ended'
WHERE e.id > @after AND (@last::text = '' OR e.id <= @last::text)
AND e.id <> ALL(@except_ids::text[])
ORDER BY e.id LIMIT @max_rows;

-- name: CountEntities :one
-- review_entities_review alone.
SELECT count(*) AS total, count(*) FILTER (WHERE standing = 'done') AS done, count(*) FILTER (WHERE standing = 'elsewhere') AS delegated
FROM review_entities WHERE review_id = $1;

-- name: ReviewsToSettle :many
-- reviews_touched, reviews_behind, and for the last reviews_check with the primary key of work_items. Reviews whose
-- cards may have to change: at once after a change of the review, otherwise when the time for progress has come.
SELECT due.id FROM (
    SELECT t.id FROM reviews t WHERE t.touched
    UNION
    SELECT b.id FROM reviews b
    WHERE b.state = 'open' AND (b.total <> b.told_total OR b.done <> b.told_done OR b.delegated <> b.told_delegated)
    AND b.told_at <= clock_timestamp() - @pause::interval
    UNION
    -- Somebody else has ended the item: a replica of a version that knows of no reviews takes it for gone.
    SELECT r.id FROM reviews r JOIN work_items w ON w.id = (r.id COLLATE "default") WHERE r.state = 'open' AND w.state = 'closed'
) AS due
WHERE due.id > @after::text ORDER BY due.id LIMIT @max_rows;

-- name: SettleReview :exec
-- Primary key.
UPDATE reviews SET state = @state, touched = @touched, gone = @gone, total = @total, done = @done, delegated = @delegated,
    changed_at = clock_timestamp()
WHERE id = @id;

-- name: ReviewTold :exec
-- Primary key. The cards were asked to show the present count.
UPDATE reviews SET told_total = total, told_done = done, told_delegated = delegated, told_at = clock_timestamp() WHERE id = $1;

-- name: ReviewsToCheck :many
-- reviews_check, then review_entities_review for each. One entity of each review, which describes the review itself;
-- '' where none is known any more.
SELECT r.id, coalesce((SELECT e.id FROM review_entities e WHERE e.review_id = r.id LIMIT 1), '')::text AS entity_id
FROM reviews r
WHERE r.state <> 'ended' AND r.checked_at <= @before
ORDER BY r.checked_at LIMIT @max_rows;

-- name: EntitiesOfReview :many
-- review_entities_review.
SELECT id FROM review_entities WHERE review_id = @review_id AND id > @after ORDER BY id LIMIT @max_rows;

-- name: MarkReviewGone :exec
-- Primary key.
UPDATE reviews SET gone = true, touched = true, checked_at = clock_timestamp() WHERE id = $1;

-- name: ReviewersOf :many
-- Primary key.
SELECT reviewer_id FROM review_reviewers WHERE review_id = $1 ORDER BY reviewer_id;

-- name: DeleteReviewersExcept :exec
-- Primary key.
DELETE FROM review_reviewers WHERE review_id = @review_id AND reviewer_id <> ALL(@reviewers::text[]);

-- name: InsertReviewers :exec
INSERT INTO review_reviewers (review_id, reviewer_id) SELECT @review_id, unnest(@reviewers::text[]) ON CONFLICT DO NOTHING;

-- name: OpenReviewIDsOfReviewer :many
-- review_reviewers_reviewer.
SELECT rr.review_id FROM review_reviewers rr JOIN reviews r ON r.id = rr.review_id AND r.state = 'open'
WHERE rr.reviewer_id = $1 ORDER BY rr.review_id;

-- name: ReviewersToExpand :many
-- reviews_check, then the primary keys of the others. Reviewers who are known neither as a person nor as a group. With
-- unmarked, also those who are stored as a person, since this IIQ does not mark groups.
SELECT DISTINCT rr.reviewer_id FROM reviews r
JOIN review_reviewers rr ON rr.review_id = r.id
LEFT JOIN identities i ON i.id = rr.reviewer_id
LEFT JOIN workgroups g ON g.id = rr.reviewer_id
WHERE r.state = 'open' AND g.id IS NULL AND (i.id IS NULL OR i.workgroup OR @unmarked::boolean)
ORDER BY rr.reviewer_id LIMIT @max_rows;

-- name: ReviewingWorkgroups :many
-- reviews_check, then the primary keys of the others; the groups that review and were not expanded lately.
SELECT DISTINCT rr.reviewer_id FROM reviews r
JOIN review_reviewers rr ON rr.review_id = r.id
JOIN workgroups g ON g.id = rr.reviewer_id
WHERE r.state = 'open' AND g.expanded_at < @before
ORDER BY rr.reviewer_id;

-- name: ReviewGroupOf :many
-- The primary keys of all three. By which workgroups somebody reviews.
SELECT g.id, g.name, coalesce(i.name, '')::text AS identity_name, coalesce(i.display_name, '')::text AS display_name
FROM review_reviewers rr
JOIN workgroup_members m ON m.workgroup_id = rr.reviewer_id AND m.identity_id = @identity_id
JOIN workgroups g ON g.id = rr.reviewer_id
LEFT JOIN identities i ON i.id = g.id
WHERE rr.review_id = @review_id ORDER BY g.id LIMIT 1;

-- name: SaveReviewWorkItem :exec
-- Primary key.
INSERT INTO review_work_items (id, review_id, owner_id, owner_name) VALUES (@id, @review_id, @owner_id, @owner_name)
ON CONFLICT (id) DO UPDATE SET review_id = excluded.review_id, owner_id = excluded.owner_id, owner_name = excluded.owner_name,
    checked_at = clock_timestamp();

-- name: ReviewWorkItemsByID :many
-- Primary key.
SELECT * FROM review_work_items WHERE id = ANY(@ids::text[]) ORDER BY id FOR UPDATE;

-- name: DropReviewWorkItems :many
-- Primary key.
DELETE FROM review_work_items WHERE id = ANY(@ids::text[]) RETURNING review_id;

-- name: ReviewWorkItemsOf :many
-- review_work_items_review.
SELECT * FROM review_work_items WHERE review_id = $1 ORDER BY id;

-- name: ReviewWorkItemsToCheck :many
-- reviews_check, then review_work_items_review. The work items that name the reviewer.
SELECT w.id FROM reviews r JOIN review_work_items w ON w.review_id = r.id
WHERE r.state <> 'ended' AND cardinality(r.certifiers) = 0 AND w.checked_at <= @before
ORDER BY w.checked_at LIMIT @max_rows;

-- name: GetReviewWatermark :one
-- One row; the first of reviews, and absences_asked. some is whether anything is known of any review.
SELECT sqlc.embed(m), (EXISTS (SELECT FROM reviews) OR EXISTS (SELECT FROM absences a WHERE a.kind IN ('entity', 'review', 'review_work_item')))::boolean AS some
FROM review_watermark m;

-- name: SaveReviewStamp :exec
-- A replica of 0.1.0 that decides entities reads everything once more where details is false.
UPDATE review_watermark SET stamp = @stamp, covered = @covered, again_at = @again_at, details = false,
    reached_at = CASE WHEN stamp IS DISTINCT FROM @stamp THEN clock_timestamp() ELSE reached_at END;

-- name: SaveReviewCursor :exec
UPDATE review_watermark SET cursor = @cursor;

-- name: SweepReviews :execrows
-- reviews_ended. What ended long ago; its entities go with it.
DELETE FROM reviews WHERE id IN (
    SELECT r.id FROM reviews r WHERE r.state = 'ended' AND r.changed_at < clock_timestamp() - @keep::interval ORDER BY r.changed_at LIMIT @max_rows
);

-- name: SweepReviewWorkItems :execrows
-- What belongs to no review that is known and was not seen for long.
DELETE FROM review_work_items w WHERE w.checked_at < clock_timestamp() - @keep::interval
AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.id = w.review_id AND r.state <> 'ended');

-- name: PendingReviews :many
-- work_item_approvers_pending. A person's access reviews, soonest due first.
SELECT sqlc.embed(w), s.until AS snoozed_until
FROM work_item_approvers a
JOIN work_items w ON w.id = a.work_item_id
LEFT JOIN snoozes s ON s.identity_id = a.identity_id AND s.work_item_id = w.id
WHERE a.identity_id = @identity_id AND a.active AND a.open AND w.state = 'open' AND w.type = 'Certification'
ORDER BY w.due_at NULLS LAST, w.created_at, w.id LIMIT @max_rows OFFSET @skip_rows;

-- name: CountPendingReviews :one
-- work_item_approvers_pending.
SELECT count(*) AS total, (count(*) FILTER (WHERE w.due_at < @now::timestamptz)) AS overdue
FROM work_item_approvers a JOIN work_items w ON w.id = a.work_item_id
WHERE a.identity_id = @identity_id AND a.active AND a.open AND w.state = 'open' AND w.type = 'Certification';

-- name: UnknownReviewers :many
-- reviews_touched, then identities_name_key for each name. A page of the reviewers' names that no known identity has, as far as
-- lower() tells: it may find too few, and never one too many.
SELECT DISTINCT n.name::text AS name
FROM reviews r CROSS JOIN LATERAL unnest(r.certifiers) AS n(name)
WHERE r.touched AND r.state = 'open' AND n.name > @after::text AND NOT EXISTS (SELECT 1 FROM identities i WHERE lower(i.name) = lower(n.name))
ORDER BY 1 LIMIT @max_rows;
