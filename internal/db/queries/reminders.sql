-- name: LookSoon :exec
-- Primary key. It never moves a person's turn to a later time.
INSERT INTO reminders (identity_id, next_look_at) SELECT unnest(@identity_ids::text[]), @look_at::timestamptz
ON CONFLICT (identity_id) DO UPDATE SET next_look_at = least(reminders.next_look_at, excluded.next_look_at);

-- name: LookSoonForItem :exec
-- The primary keys of both tables.
UPDATE reminders r SET next_look_at = least(r.next_look_at, @look_at::timestamptz)
FROM work_item_approvers a
WHERE a.work_item_id = @work_item_id AND a.active AND r.identity_id = a.identity_id;

-- name: RemindersToLookAt :many
-- reminders_next_look.
SELECT identity_id FROM reminders WHERE next_look_at <= @now::timestamptz ORDER BY next_look_at LIMIT @max_rows;

-- name: LockReminder :one
-- Primary key.
SELECT * FROM reminders WHERE identity_id = $1 FOR UPDATE;

-- name: SetReminderLook :exec
-- Primary key.
UPDATE reminders SET next_look_at = @next_look_at WHERE identity_id = @identity_id;

-- name: MarkReminder :one
-- Primary key. Whatever an earlier mark's worker had in hand is its own no more.
UPDATE reminders SET before_at = last_at, before_step = step, last_at = @now::timestamptz, step = @step, seq = seq + 1, state = 'marked',
    next_look_at = @next_look_at
WHERE identity_id = @identity_id
RETURNING seq;

-- name: ClaimReminder :one
-- Primary key. One worker alone gets it, once.
UPDATE reminders SET state = 'sending' WHERE identity_id = @identity_id AND seq = @seq AND state = 'marked'
RETURNING *;

-- name: HoldsReminder :one
-- Primary key.
SELECT EXISTS (SELECT 1 FROM reminders WHERE identity_id = @identity_id AND seq = @seq AND state = 'sending');

-- name: PutReminderBack :execrows
-- Primary key. Nothing went out: it is as if it had not been marked.
UPDATE reminders SET last_at = before_at, step = before_step, state = 'idle', next_look_at = @next_look_at
WHERE identity_id = @identity_id AND seq = @seq AND state = 'sending';

-- name: ReminderSent :execrows
-- Primary key.
UPDATE reminders SET state = 'idle', channel_id = @channel_id, message_ts = @message_ts, waiting = @waiting
WHERE identity_id = @identity_id AND seq = @seq AND state = 'sending';

-- name: ItemsToRemindOf :many
-- work_item_approvers_pending; then cards_by_item and the primary keys for each. since is when the person got the
-- card; snoozed_until is the epoch where they did not snooze it.
SELECT w.due_at, coalesce(s.until, 'epoch')::timestamptz AS snoozed_until,
    coalesce((SELECT min(c.posted_at) FROM cards c
        WHERE c.work_item_id = w.id AND c.identity_id = a.identity_id AND c.posted_at >= a.since), a.since)::timestamptz AS since
FROM work_item_approvers a
JOIN work_items w ON w.id = a.work_item_id
LEFT JOIN snoozes s ON s.identity_id = a.identity_id AND s.work_item_id = w.id
WHERE a.identity_id = @identity_id AND a.active AND a.open AND w.state = 'open' AND w.type = ANY(@types::text[])
AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.work_item_id = w.id AND d.round = w.round AND d.entity_id = '' AND d.state = 'recording')
ORDER BY w.due_at NULLS LAST, w.created_at LIMIT @max_rows;

-- name: HasPending :one
-- work_item_approvers_pending.
SELECT EXISTS (SELECT 1 FROM work_item_approvers WHERE identity_id = $1 AND active AND open);

-- name: ReminderItems :many
-- work_item_approvers_pending. What a reminder shows, the most urgent first.
SELECT sqlc.embed(w)
FROM work_item_approvers a
JOIN work_items w ON w.id = a.work_item_id
WHERE a.identity_id = @identity_id AND a.active AND a.open AND w.state = 'open' AND w.type = ANY(@types::text[])
AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.work_item_id = w.id AND d.round = w.round AND d.entity_id = '' AND d.state = 'recording')
AND NOT EXISTS (SELECT 1 FROM snoozes s WHERE s.identity_id = a.identity_id AND s.work_item_id = w.id AND s.until > @now::timestamptz)
ORDER BY w.due_at NULLS LAST, CASE lower(w.level COLLATE "C") WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, w.created_at, w.id
LIMIT @max_rows;

-- name: CountReminderItems :one
-- work_item_approvers_pending.
SELECT count(*) FILTER (WHERE NOT q.snoozed) AS total,
    count(*) FILTER (WHERE NOT q.snoozed AND q.due_at < @now::timestamptz) AS overdue,
    count(*) FILTER (WHERE q.snoozed) AS snoozed
FROM (
    SELECT w.due_at, EXISTS (SELECT 1 FROM snoozes s
        WHERE s.identity_id = a.identity_id AND s.work_item_id = w.id AND s.until > @now::timestamptz) AS snoozed
    FROM work_item_approvers a
    JOIN work_items w ON w.id = a.work_item_id
    WHERE a.identity_id = @identity_id AND a.active AND a.open AND w.state = 'open' AND w.type = ANY(@types::text[])
    AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.work_item_id = w.id AND d.round = w.round AND d.entity_id = '' AND d.state = 'recording')
) AS q;

-- name: GetPersonSettings :one
-- Primary key.
SELECT * FROM person_settings WHERE identity_id = $1;

-- name: SavePersonSettings :exec
-- Primary key.
INSERT INTO person_settings (identity_id, told, hours_from, hours_to, days, pause_until)
VALUES (@identity_id, @told, @hours_from, @hours_to, @days, @pause_until)
ON CONFLICT (identity_id) DO UPDATE SET told = excluded.told, hours_from = excluded.hours_from, hours_to = excluded.hours_to,
    days = excluded.days, pause_until = excluded.pause_until, changed_at = now();

-- name: ZoneOfIdentity :one
-- identity_links_identity, then the primary key of slack_users.
SELECT u.tz FROM identity_links l JOIN slack_users u ON u.team_id = l.team_id AND u.id = l.slack_user_id WHERE l.identity_id = $1;

-- name: SnoozeItem :exec
-- Primary key.
INSERT INTO snoozes (identity_id, work_item_id, until) VALUES (@identity_id, @work_item_id, @until)
ON CONFLICT (identity_id, work_item_id) DO UPDATE SET until = excluded.until;

-- name: UnsnoozeItem :exec
-- Primary key.
DELETE FROM snoozes WHERE identity_id = @identity_id AND work_item_id = @work_item_id;

-- name: SnoozedUntil :one
-- Primary key.
SELECT until FROM snoozes WHERE identity_id = @identity_id AND work_item_id = @work_item_id AND until > @now::timestamptz;

-- name: SnoozedItems :many
-- The primary key of snoozes, then those of the others. Who comes back first is first.
SELECT sqlc.embed(w), d.id AS decision_id, d.verdict AS decision_verdict, d.lines AS decision_lines, d.identity_id AS decision_identity, d.decider_name AS decision_name, d.stalled AS decision_stalled, d.trouble AS decision_trouble, d.last_error AS decision_last_error, s.until AS snoozed_until
FROM snoozes s
JOIN work_item_approvers a ON a.work_item_id = s.work_item_id AND a.identity_id = s.identity_id AND a.active AND a.open
JOIN work_items w ON w.id = s.work_item_id AND w.state = 'open'
LEFT JOIN decisions d ON d.work_item_id = w.id AND d.round = w.round AND d.entity_id = '' AND d.state = 'recording'
WHERE s.identity_id = @identity_id AND s.until > @now::timestamptz
ORDER BY s.until, w.id
LIMIT @max_rows OFFSET @skip_rows;

-- name: CountSnoozedItems :one
-- The primary key of snoozes, then those of the others.
SELECT count(*)
FROM snoozes s
JOIN work_item_approvers a ON a.work_item_id = s.work_item_id AND a.identity_id = s.identity_id AND a.active AND a.open
JOIN work_items w ON w.id = s.work_item_id AND w.state = 'open'
WHERE s.identity_id = @identity_id AND s.until > @now::timestamptz;

-- name: SweepSnoozes :execrows
-- snoozes_until.
DELETE FROM snoozes WHERE until < @before::timestamptz;

-- name: SlackUsersToRemind :many
-- reminders_marked, then identity_links_identity. Who is reminded next, soonest marked first.
SELECT l.slack_user_id FROM reminders r JOIN identity_links l ON l.identity_id = r.identity_id AND l.team_id = @team_id
WHERE r.state = 'marked' ORDER BY r.last_at LIMIT @max_rows;

-- name: UnlinkReminder :exec
-- Primary key. The last reminder is with whoever loses the link, and the next one has none before it.
WITH last AS (
    SELECT m.channel_id, m.message_ts FROM reminders m WHERE m.identity_id = @identity_id AND m.message_ts <> '' FOR UPDATE
), parted AS (
    UPDATE reminders r SET channel_id = '', message_ts = '', waiting = 0 FROM last WHERE r.identity_id = @identity_id
)
INSERT INTO reminders_unlinked (channel_id, message_ts, team_id, slack_user_id)
SELECT last.channel_id, last.message_ts, @team_id, @slack_user_id FROM last
ON CONFLICT DO NOTHING;

-- name: RemindersToClear :many
-- reminders_unlinked_next. Which are named here are named again after 1, 3, 9, … minutes, eight times in all, which is some days.
WITH due AS (
    SELECT channel_id, message_ts FROM reminders_unlinked WHERE next_try_at <= clock_timestamp() AND tries < 8
    ORDER BY next_try_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
)
UPDATE reminders_unlinked u SET tries = u.tries + 1, next_try_at = clock_timestamp() + interval '1 minute' * power(3, u.tries)
FROM due WHERE u.channel_id = due.channel_id AND u.message_ts = due.message_ts
RETURNING u.*;

-- name: ReminderCleared :exec
-- Primary key.
DELETE FROM reminders_unlinked WHERE channel_id = @channel_id AND message_ts = @message_ts;

-- name: DropRemindersUnlinked :exec
-- reminders_unlinked_next. Slack did not take the change in days.
DELETE FROM reminders_unlinked WHERE next_try_at <= clock_timestamp() AND tries >= 8;

-- name: ReaderIsLinked :one
-- identity_links_identity.
SELECT EXISTS (SELECT 1 FROM identity_links WHERE identity_id = @identity_id AND slack_user_id = @slack_user_id);
