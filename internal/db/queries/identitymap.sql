-- name: ClockNow :one
-- No table. Postgres's clock is the one that all replicas share: take it before asking another system.
SELECT clock_timestamp()::timestamptz AS stamp;

-- name: GetSlackUser :one
-- Primary key.
SELECT sqlc.embed(u), extract(epoch FROM clock_timestamp() - u.checked_at)::double precision AS age_seconds
FROM slack_users u WHERE u.team_id = @team_id AND u.id = @id;

-- name: SlackUserLinked :one
-- Primary keys. A Slack user, and whom they are bound to; an expired link is none.
SELECT sqlc.embed(u), extract(epoch FROM clock_timestamp() - u.checked_at)::double precision AS age_seconds,
    coalesce(l.identity_id, '')::text AS identity_id
FROM slack_users u LEFT JOIN identity_links l ON l.team_id = u.team_id AND l.slack_user_id = u.id
    AND (l.until IS NULL OR l.until > @now::timestamptz)
WHERE u.team_id = @team_id AND u.id = @id;

-- name: UpsertSlackUser :exec
-- Primary key. What was said later wins; a loss of standing is taken whenever it comes, with the time at which it was said.
INSERT INTO slack_users (team_id, id, home_team_id, enterprise_id, teams, name, email, tz, locale, deleted, bot, guest, stranger, checked_at,
    email_folded, folded_of)
VALUES (@team_id, @id, @home_team_id, @enterprise_id, @teams, @name, @email, @tz, @locale, @deleted, @bot, @guest, @stranger,
    least(@checked_at::timestamptz, clock_timestamp()), @email_folded, E'\n' || @email)
ON CONFLICT (team_id, id) DO UPDATE SET
    home_team_id = excluded.home_team_id, enterprise_id = excluded.enterprise_id, teams = excluded.teams, name = excluded.name,
    email = excluded.email, tz = excluded.tz, locale = coalesce(nullif(excluded.locale, ''), slack_users.locale), deleted = excluded.deleted, bot = excluded.bot,
    guest = excluded.guest, stranger = excluded.stranger, checked_at = excluded.checked_at,
    email_folded = excluded.email_folded, folded_of = excluded.folded_of
WHERE slack_users.checked_at <= excluded.checked_at OR @lost::boolean;

-- name: UpsertSlackUsers :execrows
-- Primary key. A page of Slack's list, sorted by id, so that two replicas lock in one order; teams are joined by spaces.
INSERT INTO slack_users (team_id, id, home_team_id, enterprise_id, teams, name, email, tz, locale, deleted, bot, guest, stranger, checked_at,
    email_folded, folded_of)
SELECT @team_id, unnest(@ids::text[]), unnest(@home_team_ids::text[]), unnest(@enterprise_ids::text[]),
    string_to_array(unnest(@teams::text[]), ' '), unnest(@names::text[]), unnest(@emails::text[]), unnest(@tzs::text[]),
    unnest(@locales::text[]), unnest(@deleteds::boolean[]), unnest(@bots::boolean[]), unnest(@guests::boolean[]),
    unnest(@strangers::boolean[]), @checked_at, unnest(@emails_folded::text[]), E'\n' || unnest(@emails::text[])
ON CONFLICT (team_id, id) DO UPDATE SET
    home_team_id = excluded.home_team_id, enterprise_id = excluded.enterprise_id, teams = excluded.teams, name = excluded.name,
    email = excluded.email, tz = excluded.tz, locale = coalesce(nullif(excluded.locale, ''), slack_users.locale), deleted = excluded.deleted, bot = excluded.bot,
    guest = excluded.guest, stranger = excluded.stranger, checked_at = excluded.checked_at,
    email_folded = excluded.email_folded, folded_of = excluded.folded_of
WHERE slack_users.checked_at <= excluded.checked_at;

-- name: ForgetSlackUser :exec
-- Primary key. Slack says that there is no such user (any more).
UPDATE slack_users SET deleted = true, checked_at = @checked_at
WHERE team_id = @team_id AND id = @id AND checked_at <= @checked_at;

-- name: SlackUsersWithEmail :many
-- slack_users_email_folded; slack_users_email_key for rows that are not folded.
SELECT sqlc.embed(u), extract(epoch FROM clock_timestamp() - u.checked_at)::double precision AS age_seconds
FROM slack_users u
WHERE ((u.email_folded = @email_folded::text AND u.email_folded <> '' AND u.folded_of = E'\n' || u.email)
    OR (u.email_key = lower(btrim(@email::text)) AND u.email_key <> '' AND u.folded_of <> E'\n' || u.email))
AND u.team_id = @team_id AND u.id <> @except_id
AND NOT u.deleted AND NOT u.bot
ORDER BY u.id LIMIT @max_rows;

-- name: SlackUsersCalled :many
-- slack_users_email_folded, slack_users_email_key; by id alone it scans: asked by the command line, which may not know the workspace.
SELECT * FROM slack_users u
WHERE u.id = @who::text OR (u.email_folded = @email_folded::text AND u.email_folded <> '' AND u.folded_of = E'\n' || u.email)
    OR (u.email_key <> '' AND u.email_key = lower(btrim(@who::text)) AND u.folded_of <> E'\n' || u.email)
ORDER BY u.team_id, u.id LIMIT @max_rows;

-- name: LinksAbout :many
-- identity_links_identity; by Slack id alone it scans: asked by the command line.
SELECT * FROM identity_links
WHERE identity_id = ANY(@identity_ids::text[]) OR slack_user_id = ANY(@slack_user_ids::text[])
ORDER BY team_id, slack_user_id LIMIT @max_rows;

-- name: KnownTeams :many
-- Scans slack_users; asked by the command line alone, which may not know the workspace.
(SELECT DISTINCT team_id FROM slack_users LIMIT 2) UNION (SELECT DISTINCT team_id FROM identity_links LIMIT 2);

-- name: GetIdentity :one
-- Primary key.
SELECT sqlc.embed(i), s.activity_known FROM identities i CROSS JOIN identity_sync s WHERE i.id = $1;

-- name: IdentitiesAmong :many
-- Primary key.
SELECT sqlc.embed(i), s.activity_known FROM identities i CROSS JOIN identity_sync s WHERE i.id = ANY(@ids::text[]);

-- name: PeopleWithEmail :many
-- identities_email_folded; identities_email_key for rows that are not folded. Those who are not inactive come first.
SELECT sqlc.embed(i), s.activity_known FROM identities i CROSS JOIN identity_sync s
WHERE ((i.email_folded = @email_folded::text AND i.email_folded <> '' AND i.folded_of = i.name || E'\n' || i.email)
    OR (i.email_key = lower(btrim(@email::text)) AND i.email_key <> '' AND i.folded_of <> i.name || E'\n' || i.email))
AND NOT i.workgroup
ORDER BY i.inactive, i.id LIMIT @max_rows;

-- name: IdentitiesCalled :many
-- Primary key, identities_name_folded; identities_name_key for rows that are not folded. An id before a name.
SELECT sqlc.embed(i), s.activity_known FROM identities i CROSS JOIN identity_sync s
WHERE i.id = @who OR (i.name_folded = @name_folded::text AND i.folded_of = i.name || E'\n' || i.email)
    OR (lower(i.name) = lower(@who) AND i.folded_of <> i.name || E'\n' || i.email)
ORDER BY i.id <> @who, i.id LIMIT @max_rows;

-- name: UpsertIdentities :execrows
-- Primary key; one row. What was asked for later wins; the run is never taken back, and a look-up counts as seen by the run that is on.
-- It is noted at once where IIQ has told who is active. Where it gave less than it was asked for, what it gave before stays.
WITH known AS (UPDATE identity_sync SET activity_known = true WHERE one AND NOT activity_known AND @activity_known::boolean)
INSERT INTO identities AS i (id, name, display_name, email, department, manager_id, inactive, workgroup, run, seen_at,
    name_folded, email_folded, folded_of)
SELECT unnest(@ids::text[]), unnest(@names::text[]), unnest(@display_names::text[]), unnest(@emails::text[]), unnest(@departments::text[]),
    unnest(@manager_ids::text[]), unnest(@inactives::boolean[]), unnest(@workgroups::boolean[]),
    greatest(@run::bigint, (SELECT s.run FROM identity_sync s)), @seen_at,
    unnest(@names_folded::text[]), unnest(@emails_folded::text[]), unnest(@names::text[]) || E'\n' || unnest(@emails::text[])
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, email = excluded.email, inactive = excluded.inactive,
    display_name = CASE WHEN @partial::boolean AND excluded.display_name = '' THEN i.display_name ELSE excluded.display_name END,
    department = CASE WHEN @partial AND excluded.department = '' THEN i.department ELSE excluded.department END,
    manager_id = CASE WHEN @partial AND excluded.manager_id = '' THEN i.manager_id ELSE excluded.manager_id END,
    workgroup = excluded.workgroup OR @partial AND i.workgroup,
    run = greatest(i.run, excluded.run), seen_at = excluded.seen_at,
    name_folded = excluded.name_folded, email_folded = excluded.email_folded, folded_of = excluded.folded_of
WHERE i.seen_at <= excluded.seen_at;

-- name: GetIdentitySync :one
-- One row.
SELECT * FROM identity_sync WHERE one;

-- name: BeginIdentitySync :one
-- One row. A refresh with an older number writes nothing from here on.
UPDATE identity_sync SET run = run + 1, started_at = @now::timestamptz WHERE one RETURNING *;

-- name: LockIdentitySync :one
-- One row; no row when the run was superseded.
SELECT * FROM identity_sync WHERE one AND run = $1 FOR UPDATE;

-- name: InactivateUnseenIdentities :execrows
-- identities_run.
UPDATE identities SET inactive = true WHERE run < $1 AND NOT inactive;

-- name: EndIdentitySync :exec
-- One row, locked by the caller.
UPDATE identity_sync SET completed_at = @now::timestamptz, people = @people, activity_known = @activity_known, last_error = '' WHERE one;

-- name: NoteIdentitySync :exec
-- One row. For a complete run that may remove nobody.
UPDATE identity_sync SET activity_known = @activity_known, last_error = @last_error WHERE one AND run = @run;

-- name: FailIdentitySync :exec
-- One row. A broken run.
UPDATE identity_sync SET last_error = @last_error WHERE one AND run = @run;

-- name: GetLink :one
-- Primary key. An expired link is none.
SELECT * FROM identity_links WHERE team_id = @team_id AND slack_user_id = @slack_user_id AND (until IS NULL OR until > @now::timestamptz);

-- name: Clicker :one
-- Primary keys. Who a Slack user is, by a link that has not expired, and whether they are an approver of an item: null for never. No
-- row where our tables do not have all of that.
SELECT sqlc.embed(u), sqlc.embed(l), sqlc.embed(i), s.activity_known, a.active AS approver
FROM slack_users u
JOIN identity_links l ON l.team_id = u.team_id AND l.slack_user_id = u.id AND (l.until IS NULL OR l.until > @now::timestamptz)
JOIN identities i ON i.id = l.identity_id
CROSS JOIN identity_sync s
LEFT JOIN work_item_approvers a ON a.work_item_id = @work_item_id AND a.identity_id = i.id
WHERE u.team_id = @team_id AND u.id = @slack_user_id;

-- name: GetLinkOfIdentity :one
-- identity_links_identity. An expired link is none.
SELECT * FROM identity_links WHERE identity_id = @identity_id AND (until IS NULL OR until > @now::timestamptz);

-- name: InsertLink :execrows
-- Primary key and identity_links_identity: of two who bind at once, one wins.
INSERT INTO identity_links (team_id, slack_user_id, identity_id, how, reason, linked_at, until)
VALUES (@team_id, @slack_user_id, @identity_id, @how, @reason, @linked_at, @until)
ON CONFLICT DO NOTHING;

-- name: DropExpiredLinks :many
-- Primary key, identity_links_identity.
DELETE FROM identity_links
WHERE until <= @now::timestamptz AND ((team_id = @team_id AND slack_user_id = @slack_user_id) OR identity_id = @identity_id)
RETURNING *;

-- name: ExpiredLinks :many
-- identity_links_until.
SELECT * FROM identity_links WHERE until <= @now::timestamptz ORDER BY until LIMIT @max_rows FOR UPDATE SKIP LOCKED;

-- name: DropUnsentCardsOfIdentity :exec
-- cards_by_identity. Cards that somebody asked for would go to whoever asked.
DELETE FROM cards WHERE identity_id = $1 AND state = 'waiting' AND asked AND NOT post_unclear AND claimed_until < clock_timestamp();

-- name: UnlinkCardsOfIdentity :execrows
-- cards_by_identity. An identity has one link at a time, so every message with a card of it is with whoever loses it.
UPDATE cards SET withdrawn = 'unlinked', want = want + 1, next_try_at = clock_timestamp()
WHERE identity_id = $1 AND withdrawn <> 'unlinked' AND (state = 'posted' OR state = 'waiting' AND (post_unclear OR asked));

-- name: HeldCardsAreNew :exec
-- cards_by_identity. The message that told of them is with whoever lost the link.
UPDATE cards h SET state = 'new' WHERE h.identity_id = $1 AND h.state = 'held'
AND EXISTS (SELECT 1 FROM cards c WHERE c.identity_id = $1 AND c.withdrawn = 'unlinked');

-- name: RenewCardsOfIdentity :execrows
-- work_item_approvers_pending, cards_by_item. What is open gets a card again where the one that there was is with somebody else.
INSERT INTO cards (id, work_item_id, round, identity_id)
SELECT gen_random_uuid(), w.id, w.round, a.identity_id
FROM work_item_approvers a JOIN work_items w ON w.id = a.work_item_id
WHERE a.identity_id = $1 AND a.active AND a.open
AND EXISTS (SELECT 1 FROM cards c WHERE c.work_item_id = w.id AND c.identity_id = a.identity_id AND c.withdrawn = 'unlinked')
AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.work_item_id = w.id AND c.identity_id = a.identity_id AND c.withdrawn = '' AND c.state <> 'ended');

-- name: DeleteLink :one
-- Primary key.
DELETE FROM identity_links WHERE team_id = @team_id AND slack_user_id = @slack_user_id RETURNING *;

-- name: ListLinks :many
-- Primary key.
SELECT sqlc.embed(l), coalesce(u.name, '')::text AS slack_name, coalesce(i.name, '')::text AS identity_name,
    coalesce(i.display_name, '')::text AS identity_display, coalesce(i.email, '')::text AS identity_email
FROM identity_links l
LEFT JOIN slack_users u ON u.team_id = l.team_id AND u.id = l.slack_user_id
LEFT JOIN identities i ON i.id = l.identity_id
WHERE (@how::text = '' OR l.how = @how) AND (l.team_id, l.slack_user_id) > (@after_team::text, @after_id::text)
ORDER BY l.team_id, l.slack_user_id LIMIT @max_rows;

-- name: RecordRefusal :exec
-- Primary key. The same reason within a minute is not written again. email_key is folded as identities.email_folded is. asked:
-- Slack and IdentityIQ were asked for it just now.
INSERT INTO identity_refusals AS r (side, who, why, email_key, since, last_at, asked_at)
VALUES (@side, @who, @why, @email_folded, @now::timestamptz, @now::timestamptz, CASE WHEN @asked::boolean THEN clock_timestamp() END)
ON CONFLICT (side, who) DO UPDATE SET
    since = CASE WHEN r.why = excluded.why THEN r.since ELSE excluded.since END,
    why = excluded.why, email_key = excluded.email_key, last_at = excluded.last_at, asked_at = coalesce(excluded.asked_at, r.asked_at)
WHERE @asked OR r.why <> excluded.why OR r.email_key <> excluded.email_key OR r.last_at < excluded.last_at - interval '1 minute';

-- name: RememberedRefusal :one
-- Primary keys, identity_links_identity, slack_users_email_folded, identities_email_folded. The answer of a look-up that found nobody.
-- It is none once they are linked, or whoever is linked in their place no longer is, or once Slack or
-- IdentityIQ has said something newer of them or of their address, by a look-up, a refresh or an event: that is in a row that is newer than the answer.
SELECT r.why, extract(epoch FROM clock_timestamp() - r.asked_at)::double precision AS age_seconds
FROM identity_refusals r
WHERE r.side = @side AND r.who = @who AND r.asked_at IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM identity_links l WHERE r.side = 'slack' AND l.team_id = @team_id AND l.slack_user_id = r.who)
AND NOT EXISTS (SELECT 1 FROM identity_links l WHERE r.side = 'iiq' AND l.identity_id = r.who)
AND (r.why <> 'bound_elsewhere'
    OR EXISTS (SELECT 1 FROM identities i JOIN identity_links l ON l.identity_id = i.id
        WHERE i.email_folded = r.email_key AND i.email_folded <> '' AND (l.until IS NULL OR l.until > @now::timestamptz))
    OR EXISTS (SELECT 1 FROM slack_users u JOIN identity_links l ON l.team_id = u.team_id AND l.slack_user_id = u.id
        WHERE u.email_folded = r.email_key AND u.email_folded <> '' AND (l.until IS NULL OR l.until > @now::timestamptz)))
AND NOT EXISTS (SELECT 1 FROM slack_users u WHERE r.side = 'slack' AND u.team_id = @team_id AND u.id = r.who AND u.checked_at > r.asked_at)
AND NOT EXISTS (SELECT 1 FROM identities i WHERE r.side = 'iiq' AND i.id = r.who AND i.seen_at > r.asked_at)
AND NOT EXISTS (SELECT 1 FROM slack_users u WHERE u.email_folded = r.email_key AND u.email_folded <> '' AND u.checked_at > r.asked_at)
AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.email_folded = r.email_key AND i.email_folded <> '' AND i.seen_at > r.asked_at);

-- name: ClearRefusals :exec
-- Primary key.
DELETE FROM identity_refusals WHERE (side = 'slack' AND who = @slack_user_id::text) OR (side = 'iiq' AND who = @identity_id::text);

-- name: DropOldRefusals :execrows
-- Scans; once a refresh.
DELETE FROM identity_refusals WHERE last_at < @before::timestamptz;

-- name: RefusalsAbout :many
-- Primary key, identity_refusals_email_key. A version before 00032 wrote the address as lower() has it.
SELECT * FROM identity_refusals
WHERE (side = 'slack' AND who = ANY(@slack_user_ids::text[])) OR (side = 'iiq' AND who = ANY(@identity_ids::text[]))
OR (email_key <> '' AND email_key IN (@email_folded::text, lower(btrim(@who::text))))
ORDER BY side, who LIMIT @max_rows;

-- name: ListRefusals :many
-- Primary key. An empty side is both; kinds 'all', 'ambiguous' or 'other'.
SELECT sqlc.embed(r), coalesce(i.name, u.name, '')::text AS name, coalesce(i.display_name, '')::text AS display_name,
    coalesce(i.email, u.email, '')::text AS email
FROM identity_refusals r
LEFT JOIN identities i ON r.side = 'iiq' AND i.id = r.who
LEFT JOIN slack_users u ON r.side = 'slack' AND u.id = r.who AND u.team_id = @team_id
WHERE (@side::text = '' OR r.side = @side) AND (r.side, r.who) > (@after_side::text, @after_who::text)
AND (@kind::text = 'all' OR (r.why = 'ambiguous') = (@kind = 'ambiguous'))
ORDER BY r.side, r.who LIMIT @max_rows;

-- name: UnfoldedIdentities :many
-- identities_unfolded. In the order of ids, as identities are written.
SELECT i.id, i.name, i.email FROM identities i WHERE i.folded_of <> i.name || E'\n' || i.email ORDER BY i.id LIMIT @max_rows;

-- name: FoldIdentities :execrows
-- Primary key. A row that was written meanwhile stays as it is.
UPDATE identities i SET name_folded = x.name_folded, email_folded = x.email_folded, folded_of = i.name || E'\n' || i.email
FROM (SELECT unnest(@ids::text[]) AS id, unnest(@names::text[]) AS name, unnest(@emails::text[]) AS email,
    unnest(@names_folded::text[]) AS name_folded, unnest(@emails_folded::text[]) AS email_folded) AS x
WHERE i.id = x.id AND i.name = x.name AND i.email = x.email;

-- name: UnfoldedSlackUsers :many
-- slack_users_unfolded. In the order of ids, as Slack's users are written.
SELECT u.team_id, u.id, u.email FROM slack_users u WHERE u.folded_of <> E'\n' || u.email ORDER BY u.team_id, u.id LIMIT @max_rows;

-- name: FoldSlackUsers :execrows
-- Primary key. A row that was written meanwhile stays as it is.
UPDATE slack_users u SET email_folded = x.email_folded, folded_of = E'\n' || u.email
FROM (SELECT unnest(@team_ids::text[]) AS team_id, unnest(@ids::text[]) AS id, unnest(@emails::text[]) AS email,
    unnest(@emails_folded::text[]) AS email_folded) AS x
WHERE u.team_id = x.team_id AND u.id = x.id AND u.email = x.email;
