-- name: ClaimRunMode :exec
-- Primary key. The first bot on a database says what it is.
INSERT INTO run_mode (mode) VALUES (@mode) ON CONFLICT DO NOTHING;

-- name: ReadRunMode :one
-- One row. alive: a shadow said within the last seconds that it is at work.
SELECT mode, since, coalesce(seen_at > clock_timestamp() - @fresh::interval, false)::boolean AS alive FROM run_mode WHERE only_row;

-- name: LockRunMode :one
-- One row. Its holder keeps shadows from storing messages until the transaction ends.
SELECT mode, coalesce(seen_at > clock_timestamp() - @fresh::interval, false)::boolean AS alive FROM run_mode WHERE only_row FOR UPDATE;

-- name: KeepShadow :execrows
-- One row.
UPDATE run_mode SET seen_at = clock_timestamp() WHERE only_row AND mode = 'shadow';

-- name: RestShadow :exec
-- One row.
UPDATE run_mode SET seen_at = NULL WHERE only_row AND mode = 'shadow';

-- name: StoreShadowMessage :execrows
-- Nothing is stored where the database is no shadow any more; the lock keeps it one until the row is in.
WITH shadow AS (SELECT 1 FROM run_mode WHERE only_row AND mode = 'shadow' FOR KEY SHARE)
INSERT INTO shadow_messages (kind, method, slack_user_id, channel_id, message_ts, identity_id, work_item_id, card_id, fallback, blocks)
SELECT @kind, @method, @slack_user_id, @channel_id, @message_ts, @identity_id, @work_item_id, @card_id, @fallback, sqlc.narg('blocks')::json FROM shadow;

-- name: ShadowCards :many
-- shadow_messages_cards. The cards of one channel, the newest first.
SELECT message_ts, card_id FROM shadow_messages
WHERE channel_id = @channel_id AND card_id <> '' AND method = 'chat.postMessage' AND at >= @since
ORDER BY id DESC LIMIT @most;

-- name: ListShadowMessages :many
-- Primary key, a page after the other; the table is bounded.
SELECT m.id, m.at, m.kind, m.method, m.slack_user_id, m.channel_id, m.identity_id, m.work_item_id, m.fallback, m.blocks,
    coalesce(nullif(i.display_name, ''), i.name, '')::text AS person, coalesce(w.number, '')::text AS number
FROM shadow_messages m
LEFT JOIN identities i ON i.id = m.identity_id
LEFT JOIN work_items w ON w.id = m.work_item_id
WHERE m.id > @after AND m.at >= @since AND (@kind::text = '' OR m.kind = @kind)
  AND (@who::text = '' OR m.slack_user_id = @who OR i.id = @who 
    OR (i.folded_of = i.name || E'\n' || i.email AND (i.name_folded = @name_folded::text OR i.email_folded = @email_folded::text))
    OR (i.folded_of <> i.name || E'\n' || i.email AND (lower(i.name) = lower(@who) OR i.email_key = lower(btrim(@who)))))
ORDER BY m.id LIMIT @most;

-- name: CountShadowKinds :many
-- A scan of a bounded table.
SELECT kind, count(*) AS messages, count(DISTINCT nullif(slack_user_id, '')) AS people
FROM shadow_messages GROUP BY kind ORDER BY count(*) DESC, kind;

-- name: CountShadowDays :many
-- A scan of a bounded table. Days are UTC's; sent are new messages, which notify, and updates the others.
SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')::text AS day,
    count(*) FILTER (WHERE method = 'chat.postMessage') AS sent,
    count(*) FILTER (WHERE method <> 'chat.postMessage') AS updates,
    count(DISTINCT nullif(slack_user_id, '')) FILTER (WHERE method = 'chat.postMessage') AS people
FROM shadow_messages GROUP BY 1 ORDER BY 1 DESC LIMIT 100;

-- name: CountShadowPeople :many
-- A scan of a bounded table: who would have got the most messages, and how many on the worst day.
WITH days AS (
    SELECT slack_user_id, date_trunc('day', at AT TIME ZONE 'UTC') AS day, max(identity_id) AS identity_id, count(*) AS sent
    FROM shadow_messages WHERE slack_user_id <> '' AND method = 'chat.postMessage' GROUP BY 1, 2
)
SELECT d.slack_user_id, coalesce(max(nullif(i.display_name, '')), max(i.name), '')::text AS person,
    sum(d.sent)::bigint AS sent, max(d.sent)::bigint AS worst_day
FROM days d LEFT JOIN identities i ON i.id = d.identity_id
GROUP BY d.slack_user_id ORDER BY 3 DESC, 1 LIMIT @most;

-- name: ShadowFigures :one
-- Scans of a bounded table and of partial indexes: cards_unreachable, work_items_open_id.
SELECT (SELECT count(DISTINCT nullif(slack_user_id, '')) FROM shadow_messages WHERE method = 'chat.postMessage') AS people,
    (SELECT count(DISTINCT identity_id) FROM cards WHERE state = 'unreachable') AS unreachable,
    (SELECT count(*) FROM work_items WHERE state = 'open') AS open_items,
    (SELECT count(*) FROM cards WHERE state IN ('new', 'waiting')) AS cards_waiting;

-- name: SweepShadowMessages :execrows
-- shadow_messages_at, primary key: rows that are too old, and all but the newest rows.
DELETE FROM shadow_messages WHERE at < now() - @keep::interval
    OR id <= (SELECT max(id) FROM shadow_messages) - @most::bigint;

-- name: AddShadowCalls :exec
-- Primary key. Nothing is stored where the database is no shadow any more.
INSERT INTO shadow_iiq_calls AS c (endpoint, calls, failed, seconds, longest)
SELECT @endpoint::text, @calls::bigint, @failed::bigint, @seconds::double precision, @longest::double precision
FROM run_mode WHERE only_row AND mode = 'shadow'
ON CONFLICT (endpoint) DO UPDATE SET calls = c.calls + excluded.calls, failed = c.failed + excluded.failed,
    seconds = c.seconds + excluded.seconds, longest = greatest(c.longest, excluded.longest);

-- name: ListShadowCalls :many
-- One row for each kind of call.
SELECT endpoint, calls, failed, seconds, longest FROM shadow_iiq_calls ORDER BY seconds DESC, endpoint LIMIT 100;
