-- +goose Up
-- An IIQ that answers an empty list for the members of a person made that person a workgroup without members, who got no card
-- any more. What IIQ says of the identity itself counts. Their open items, and the reviews that they review, follow with the
-- next rounds: the items still say that a workgroup owns them, and the reviews are touched.
UPDATE reviews SET touched = true WHERE NOT touched AND id IN (
    SELECT rr.review_id FROM review_reviewers rr
    JOIN workgroups g ON g.id = rr.reviewer_id
    JOIN identities i ON i.id = g.id AND NOT i.workgroup
    WHERE NOT EXISTS (SELECT 1 FROM workgroup_members m WHERE m.workgroup_id = g.id));
DELETE FROM workgroups g USING identities i
WHERE i.id = g.id AND NOT i.workgroup AND NOT EXISTS (SELECT 1 FROM workgroup_members m WHERE m.workgroup_id = g.id);
-- Of the others without members nobody knows what they are: they are asked for again at once.
UPDATE workgroups g SET expanded_at = 'epoch'
WHERE NOT EXISTS (SELECT 1 FROM workgroup_members m WHERE m.workgroup_id = g.id);

-- +goose Down
-- The rows are such as the version before keeps them, too.
SELECT 1;
