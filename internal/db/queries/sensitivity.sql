-- name: AdoptRules :one
-- One row. Rules with another fingerprint than those in force are in force from now on. The trigger guard_sensitivity_rules refuses
-- none where there are some (IR001), and those that others have replaced (IR002).
UPDATE sensitivity_rules SET
    generation = CASE WHEN fingerprint = @fingerprint THEN generation ELSE generation + 1 END,
    since = CASE WHEN fingerprint = @fingerprint THEN since ELSE clock_timestamp() END,
    fingerprint = @fingerprint
RETURNING generation;

-- name: RulesInForce :one
-- One row.
SELECT fingerprint, generation FROM sensitivity_rules;

-- name: RulesWereReplaced :one
-- Primary key.
SELECT EXISTS (SELECT 1 FROM sensitivity_rules_before WHERE fingerprint = @fingerprint);

-- name: AdoptRulesByHand :exec
-- No table. Until the end of the transaction, AdoptRules may put any rules into force: see guard_sensitivity_rules.
SELECT set_config('iiqbot.rules_by_hand', 'on', true);

-- name: SetVerdict :exec
-- Primary key.
UPDATE work_items SET show = @show, masked_lines = @masked_lines::integer[], demands = @demands::text[], judged_under = @judged_under
WHERE id = @id;

-- name: ItemsToJudge :many
-- work_items_open_judged. Open items that older rules have judged, or none.
SELECT * FROM work_items WHERE state = 'open' AND judged_under < @judged_under::bigint
ORDER BY judged_under, id LIMIT @max_rows FOR UPDATE SKIP LOCKED;

-- name: JudgedAlike :exec
-- Primary key. For these the rules in force say what the ones before said.
UPDATE work_items SET judged_under = @judged_under WHERE id = ANY(@ids::text[]);

-- name: InsertMissingCards :execrows
-- Primary keys, then cards_by_item for each approver. Who may decide an item that was hidden until now, and has no card of it,
-- be it of an earlier round: those follow.
INSERT INTO cards (id, work_item_id, round, identity_id)
SELECT gen_random_uuid(), w.id, w.round, a.identity_id
FROM work_items w JOIN work_item_approvers a ON a.work_item_id = w.id AND a.active
WHERE w.id = @work_item_id AND w.state = 'open' AND w.show <> 'none'
AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.work_item_id = w.id AND c.identity_id = a.identity_id
    AND c.withdrawn = '' AND c.state <> 'ended');

-- name: OpenItemsPage :many
-- work_items_open_id.
SELECT * FROM work_items WHERE state = 'open' AND id > @after ORDER BY id LIMIT @max_rows;

-- name: OpenItemsByShow :many
-- work_items_open_id.
SELECT show, count(*) AS total FROM work_items WHERE state = 'open' GROUP BY show;

-- name: ConfirmKey :one
-- One row.
SELECT key FROM confirm_keys WHERE one;
