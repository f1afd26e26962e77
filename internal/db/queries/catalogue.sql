-- name: CatalogueOf :many
-- Primary key, for each of the accesses. now(): as in OutcomesOfLastHour.
SELECT c.application, c.attribute, c.value, c.description, c.owner, c.classifications
FROM (SELECT unnest(@applications::text[]) AS application, unnest(@attributes::text[]) AS attribute, unnest(@wanted::text[]) AS value) AS w
JOIN catalogue AS c ON c.application = w.application AND c.attribute = w.attribute AND c.value = w.value
WHERE c.read_at > now() - @fresh::interval;

-- name: KeepCatalogue :exec
-- Primary key. The rows come sorted, so that two statements never wait for each other.
INSERT INTO catalogue (application, attribute, value, description, owner, classifications)
SELECT unnest(@applications::text[]), unnest(@attributes::text[]), unnest(@wanted::text[]), unnest(@descriptions::text[]),
    unnest(@owners::text[]), unnest(@classifications::text[])::jsonb
ON CONFLICT (application, attribute, value) DO UPDATE SET description = excluded.description, owner = excluded.owner,
    classifications = excluded.classifications, read_at = excluded.read_at;

-- name: SweepCatalogue :execrows
-- catalogue_read. now(): as in OutcomesOfLastHour.
DELETE FROM catalogue WHERE (application, attribute, value) IN (
    SELECT o.application, o.attribute, o.value FROM catalogue AS o WHERE o.read_at < now() - @keep::interval ORDER BY o.read_at LIMIT @max_rows
);
