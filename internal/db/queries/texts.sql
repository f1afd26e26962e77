-- name: ItemsForText :many
-- Primary keys. The parts of these items' search texts, and basis, which identifies those parts.
SELECT sqlc.embed(w), coalesce(r.display_name, '')::text AS requester, coalesce(t.display_name, '')::text AS target,
    concat_ws('|', @folding::int, encode(w.content_hash, 'hex'), w.show, w.masked_lines::text, coalesce(r.display_name, ''), coalesce(t.display_name, ''))::text AS basis
FROM work_items w
LEFT JOIN identities r ON r.id = w.requester_id
LEFT JOIN identities t ON t.id = w.target_id
WHERE w.id = ANY(@ids::text[]) ORDER BY w.id;

-- name: SaveTexts :exec
-- Primary keys; in the order of ids, so that two never lock each other out. An item that is gone meanwhile gets none.
INSERT INTO work_item_texts (work_item_id, basis, folded)
SELECT x.id, x.basis, x.folded
FROM (SELECT unnest(@ids::text[]) AS id, unnest(@bases::text[]) AS basis, unnest(@folded::text[]) AS folded) AS x
JOIN work_items w ON w.id = x.id ORDER BY x.id
ON CONFLICT (work_item_id) DO UPDATE SET basis = excluded.basis, folded = excluded.folded;

-- name: OpenItemsAndTexts :many
-- work_items_open_id, then primary keys. Some open items in the order of ids, and whether each one's text is missing. Each limit
-- of one row keeps the plan from reading a whole table.
SELECT w.id, (s.basis IS NULL OR s.basis <>
    concat_ws('|', @folding::int, encode(w.content_hash, 'hex'), w.show, w.masked_lines::text, coalesce(r.display_name, ''), coalesce(t.display_name, '')))::boolean AS missing
FROM (SELECT o.id, o.content_hash, o.show, o.masked_lines, o.requester_id, o.target_id
    FROM work_items o WHERE o.state = 'open' AND o.id > @after ORDER BY o.id LIMIT @max_rows) AS w
LEFT JOIN LATERAL (SELECT i.display_name FROM identities i WHERE i.id = w.requester_id LIMIT 1) AS r ON true
LEFT JOIN LATERAL (SELECT i.display_name FROM identities i WHERE i.id = w.target_id LIMIT 1) AS t ON true
LEFT JOIN LATERAL (SELECT x.basis FROM work_item_texts x WHERE x.work_item_id = w.id LIMIT 1) AS s ON true
ORDER BY w.id;

-- name: MissingTexts :many
-- work_item_approvers_pending, then primary keys. Somebody's own open items whose text is missing.
SELECT o.id
FROM work_item_approvers a
JOIN work_items o ON o.id = a.work_item_id
LEFT JOIN identities r ON r.id = o.requester_id
LEFT JOIN identities t ON t.id = o.target_id
LEFT JOIN work_item_texts s ON s.work_item_id = o.id AND s.basis =
    concat_ws('|', @folding::int, encode(o.content_hash, 'hex'), o.show, o.masked_lines::text, coalesce(r.display_name, ''), coalesce(t.display_name, ''))
WHERE a.identity_id = @identity_id AND a.active AND a.open AND o.state = 'open' AND s.work_item_id IS NULL
ORDER BY o.id;
