-- name: InsertCards :exec
-- What the rules hide from Slack gets no card.
INSERT INTO cards (id, work_item_id, round, identity_id)
SELECT n.id, @work_item_id, @round, n.identity_id
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@identity_ids::text[]) AS identity_id) AS n
WHERE NOT EXISTS (SELECT 1 FROM work_items w WHERE w.id = @work_item_id AND w.show = 'none');

-- name: InsertAskedCard :exec
INSERT INTO cards (id, work_item_id, round, identity_id, team_id, slack_user_id, state, asked, in_run)
VALUES (@id, @work_item_id, @round, @identity_id, @team_id, @slack_user_id, 'waiting', true, @in_run);

-- name: GetCard :one
SELECT * FROM cards WHERE id = $1;

-- name: RaiseCards :many
-- cards_by_item. Every copy that still follows the item has to be shown anew; a copy that is not posted yet only
-- counts on.
UPDATE cards SET want = want + 1, next_try_at = clock_timestamp() + interval '3 seconds'
WHERE work_item_id = $1 AND withdrawn = '' AND state <> 'ended'
RETURNING id, state, want, attempt, claimed_until > clock_timestamp() AS claimed;

-- name: RaiseCardsOfClick :many
-- cards_by_item. Nobody shows a copy at once, since IIQ may have the decision within a moment. The process that stored the click shows
-- them after that; whatever it has not shown by then the sweep finds.
UPDATE cards SET want = want + 1, next_try_at = clock_timestamp() + interval '400 milliseconds'
WHERE work_item_id = $1 AND withdrawn = '' AND state <> 'ended'
RETURNING id;

-- name: CardsRecording :many
-- Primary key of decisions, cards_by_item. The posted copies that do not say yet that a decision is being recorded, while it is. A card
-- that somebody shows just now is left to them: whoever raised it since will find it raised.
WITH due AS (
    SELECT c.id, d.card_id FROM decisions d JOIN cards c ON c.work_item_id = d.work_item_id
    WHERE d.id = @decision_id AND d.state = 'recording' AND c.withdrawn = '' AND c.state = 'posted' AND c.shown < c.want
        AND c.claimed_until < clock_timestamp()
    LIMIT @max_rows FOR UPDATE OF c SKIP LOCKED
)
UPDATE cards c SET next_try_at = clock_timestamp() + interval '3 seconds' FROM due WHERE c.id = due.id
RETURNING c.id, c.state, c.want, c.attempt, coalesce(c.id = due.card_id, false)::boolean AS clicked;

-- name: RaiseCard :one
UPDATE cards SET want = want + 1, batch = @batch, next_try_at = clock_timestamp() + interval '3 seconds' WHERE id = @id
RETURNING want, attempt;

-- name: WithdrawCards :many
-- cards_by_item.
UPDATE cards SET withdrawn = @withdrawn, withdrawn_to = @withdrawn_to, want = want + 1, next_try_at = clock_timestamp() + interval '3 seconds'
WHERE work_item_id = @work_item_id AND identity_id = ANY(@identity_ids::text[]) AND withdrawn = '' AND state <> 'ended'
RETURNING id, state, want, attempt, claimed_until > clock_timestamp() AS claimed;

-- name: DropUnsentCopies :exec
-- cards_by_item. Copies that somebody asked for, and that newer ones have overtaken before they were sent.
DELETE FROM cards WHERE id IN (SELECT c.id FROM cards c WHERE c.work_item_id = @work_item_id AND c.identity_id = @identity_id AND c.asked
    AND c.state = 'waiting' ORDER BY c.created_at DESC, c.id OFFSET @keep::integer)
AND state = 'waiting' AND NOT post_unclear AND claimed_until < clock_timestamp();

-- name: RetireCopies :many
-- cards_by_item. The oldest of the copies that somebody asked for are shown once more, and then follow the item no longer.
UPDATE cards SET withdrawn = 'newer', want = want + 1, next_try_at = clock_timestamp() + interval '3 seconds'
WHERE id IN (SELECT c.id FROM cards c WHERE c.work_item_id = @work_item_id AND c.identity_id = @identity_id AND c.asked AND c.withdrawn = ''
    AND c.state IN ('waiting', 'posted') ORDER BY c.created_at DESC, c.id OFFSET @keep::integer)
RETURNING id, state, want, attempt, claimed_until > clock_timestamp() AS claimed;

-- name: DropUnsentCards :exec
-- cards_by_item. Copies that were never posted and have nothing more to show.
DELETE FROM cards WHERE work_item_id = @work_item_id AND state IN ('new', 'held', 'unreachable') AND NOT post_unclear;

-- name: DropUnsentCardsOf :exec
-- cards_by_item. DropUnsentCards for some people.
DELETE FROM cards WHERE work_item_id = @work_item_id AND identity_id = ANY(@identity_ids::text[])
AND state IN ('new', 'held', 'unreachable') AND NOT post_unclear;

-- name: IdentitiesWithNewCards :many
-- cards_new.
SELECT DISTINCT identity_id FROM cards WHERE state = 'new' AND identity_id > @after ORDER BY identity_id LIMIT @max_rows;

-- name: NewCardsOfIdentity :many
-- cards_new; the most urgent first: due, then priority, then age. What a process with older rules has stored waits until it
-- is judged by those in force, for a minute at most: that process may be the last one alive.
SELECT c.id FROM cards c JOIN work_items w ON w.id = c.work_item_id
WHERE c.identity_id = $1 AND c.state = 'new'
AND (w.judged_under >= (SELECT r.generation FROM sensitivity_rules r) OR w.changed_at < clock_timestamp() - interval '1 minute')
ORDER BY w.due_at NULLS LAST, CASE lower(w.level COLLATE "C") WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END, w.created_at, w.id
FOR UPDATE OF c;

-- name: LockIdentityCards :exec
-- Two replicas must not release the same person's cards at once.
SELECT pg_advisory_xact_lock(hashtextextended('cards:' || @identity_id::text, 0));

-- name: RecentCardsOfIdentity :one
-- cards_by_identity. How many cards went to this person unasked within the last minute. now(): as in OutcomesOfLastHour.
SELECT count(*) FROM cards
WHERE identity_id = $1 AND created_at > now() - interval '1 minute' AND state IN ('waiting', 'posted', 'held') AND NOT asked;

-- name: BatchCardOfIdentity :one
-- cards_by_identity. now(): as in OutcomesOfLastHour.
SELECT * FROM cards
WHERE identity_id = $1 AND created_at > now() - interval '1 minute' AND state IN ('waiting', 'posted') AND batch > 0
ORDER BY created_at DESC LIMIT 1 FOR UPDATE;

-- name: ReleaseCards :many
-- The primary keys of both tables.
UPDATE cards SET state = 'waiting', batch = @batch, next_try_at = clock_timestamp() + interval '5 seconds' WHERE id = ANY(@ids::uuid[]) AND state = 'new'
RETURNING id, want, attempt, EXISTS (SELECT 1 FROM trace_contexts c WHERE c.row_id = cards.id) AS traced;

-- name: HoldCards :exec
UPDATE cards SET state = 'held' WHERE id = ANY(@ids::uuid[]) AND state = 'new';

-- name: ReviveUnreachableCards :execrows
-- cards_unreachable.
UPDATE cards SET state = 'new', failures = 0, last_error = '', created_at = CASE WHEN post_unclear THEN created_at ELSE clock_timestamp() END
WHERE identity_id = $1 AND state = 'unreachable';

-- name: RaiseClaimedCards :exec
-- cards_by_identity. A worker may have looked for the person already and have found nobody: what it says of that counts for the
-- version that it claimed.
UPDATE cards SET want = want + 1 WHERE identity_id = $1 AND state = 'waiting' AND claimed_until > clock_timestamp();

-- name: UnreachableIdentities :many
-- cards_unreachable.
SELECT DISTINCT identity_id FROM cards WHERE state = 'unreachable' ORDER BY identity_id LIMIT $1;

-- name: ClaimCard :one
-- Primary key. The attempt fences off every earlier worker. A claim that has run out was not given back: its worker may have
-- changed the message up to then, so it is unknown what the message shows.
UPDATE cards SET attempt = @attempt, claimed_until = clock_timestamp() + @lease::interval,
    shown_hash = CASE WHEN claimed_until = 'epoch' THEN shown_hash END,
    update_lost_at = CASE WHEN claimed_until = 'epoch' OR state <> 'posted' THEN update_lost_at ELSE claimed_until END
WHERE id = @id AND state IN ('waiting', 'posted') AND shown < want AND attempt < @attempt AND claimed_until < clock_timestamp()
RETURNING *;

-- name: MarkPosting :execrows
-- Set before the message goes out. A worker that finds it set searches the history first.
UPDATE cards SET post_unclear = true, team_id = @team_id, slack_user_id = @slack_user_id
WHERE id = @id AND attempt = @attempt AND claimed_until > clock_timestamp();

-- name: CardPosted :one
-- While an update that was lost may still be carried out, what the message shows stays unknown, and the card is due once more
-- when it no longer may.
UPDATE cards SET state = 'posted', channel_id = @channel_id, message_ts = @message_ts, shown = @shown, asked_hash = @asked_hash,
    facts_hash = @facts_hash, facts_shown = @shown, tag = sqlc.narg(tag), tag_shown = @shown,
    shown_hash = CASE WHEN update_lost_at > clock_timestamp() - @lands_within::interval THEN NULL ELSE @shown_hash::bytea END,
    want = CASE WHEN update_lost_at > clock_timestamp() - @lands_within::interval AND want = @shown THEN want + 1 ELSE want END,
    next_try_at = CASE WHEN update_lost_at > clock_timestamp() - @lands_within::interval AND want = @shown
        THEN update_lost_at + @lands_within::interval ELSE next_try_at END,
    update_lost_at = CASE WHEN update_lost_at > clock_timestamp() - @lands_within::interval THEN update_lost_at END,
    post_unclear = false, posted_at = coalesce(posted_at, clock_timestamp()), claimed_until = 'epoch', failures = 0, last_error = '',
    gone_since = NULL
WHERE id = @id AND attempt = @attempt AND state IN ('waiting', 'posted')
RETURNING want, attempt, (update_lost_at IS NOT NULL AND next_try_at > clock_timestamp())::boolean AS later;

-- name: ShowFacts :exec
-- Primary key. A version that notes no facts has shown the card; it is shown once more, by one that does.
UPDATE cards SET want = want + 1, next_try_at = clock_timestamp()
WHERE id = $1 AND state = 'posted' AND shown >= want
    AND (facts_hash IS NULL OR facts_shown IS DISTINCT FROM shown);

-- name: UpdateLost :exec
-- Primary key. Whoever holds the claim: what was sent was sent.
UPDATE cards SET update_lost_at = clock_timestamp() WHERE id = $1;

-- name: CardFound :execrows
-- The message of an unclear post was found: it is adopted, and what it shows is unknown.
UPDATE cards SET state = 'posted', channel_id = @channel_id, message_ts = @message_ts, shown = 0, post_unclear = false, posted_at = coalesce(posted_at, clock_timestamp())
WHERE id = @id AND attempt = @attempt AND state IN ('waiting', 'posted');

-- name: CardFailed :execrows
-- Unclear is a message that Slack may have taken: of a posted card it is then unknown what the message shows.
UPDATE cards SET claimed_until = 'epoch', next_try_at = clock_timestamp() + @wait::interval, failures = failures + 1, last_error = @last_error,
    post_unclear = post_unclear AND @unclear::boolean, shown_hash = CASE WHEN NOT @unclear::boolean THEN shown_hash END
WHERE id = @id AND attempt = @attempt;

-- name: CardGone :one
-- Primary key. Slack said that the posted message is not there. The card ends when Slack has said nothing else for a while.
UPDATE cards SET gone_since = coalesce(gone_since, clock_timestamp()), claimed_until = 'epoch', failures = failures + 1, last_error = @last_error,
    state = CASE WHEN gone_since <= clock_timestamp() - @final_after::interval THEN 'ended' ELSE state END,
    next_try_at = clock_timestamp() + @wait::interval
WHERE id = @id AND attempt = @attempt AND state = 'posted'
RETURNING state;

-- name: CardCountsAsGone :one
-- Primary key.
SELECT EXISTS (SELECT 1 FROM cards WHERE id = @id AND state = 'ended' AND channel_id = @channel_id AND message_ts = @message_ts);

-- name: CardThere :one
-- Primary key. Somebody used the message of a card that counts as gone: it is there, and shows what nobody knows.
UPDATE cards SET state = 'posted', gone_since = NULL, shown_hash = NULL, want = want + 1, failures = 0, claimed_until = 'epoch',
    next_try_at = clock_timestamp()
WHERE id = @id AND state = 'ended' AND channel_id = @channel_id AND message_ts = @message_ts
RETURNING want, attempt;

-- name: EndCard :execrows
-- The message of an earlier, unclear post may exist, so the next attempt at an unreachable card searches for it. A card becomes
-- unreachable only in the version that was looked at.
UPDATE cards SET state = @state, claimed_until = 'epoch', last_error = @last_error, post_unclear = @unclear
WHERE id = @id AND attempt = @attempt AND (state = 'waiting' AND (@state::text = 'ended' OR want = @want) OR state = 'posted' AND @state::text = 'ended');

-- name: DropLapsedUnreachableCards :execrows
-- cards_unreachable. Nobody waits for them any more.
DELETE FROM cards c USING work_items w
WHERE c.state = 'unreachable' AND NOT c.post_unclear AND w.id = c.work_item_id AND (c.withdrawn <> '' OR w.state <> 'open' OR c.round <> w.round);

-- name: DropWaitingCard :execrows
-- Primary key. Only while the card still has the version that was looked at.
UPDATE cards SET state = 'ended', claimed_until = 'epoch', last_error = @last_error, post_unclear = false
WHERE id = @id AND attempt = @attempt AND state = 'waiting' AND want = @want;

-- name: NudgeCards :many
-- cards_behind. A card that is named here is not named again for five seconds, by any replica, unless a worker ends
-- its claim before.
WITH due AS (
    SELECT id FROM cards
    WHERE state IN ('waiting', 'posted') AND shown < want AND next_try_at <= clock_timestamp() AND claimed_until < clock_timestamp()
    ORDER BY next_try_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
)
UPDATE cards c SET next_try_at = clock_timestamp() + interval '5 seconds' FROM due WHERE c.id = due.id
RETURNING c.id, c.state, c.want, c.attempt;

-- name: CountCardsBehind :one
-- cards_behind.
SELECT count(*) FROM cards WHERE state IN ('waiting', 'posted') AND shown < want;

-- name: CountCardsUnreachable :one
-- cards_unreachable.
SELECT count(DISTINCT identity_id) FROM cards WHERE state = 'unreachable';

-- name: UnreachableAmong :many
-- cards_unreachable, cards_by_identity. A worker may just be finding one of them unreachable.
SELECT identity_id FROM cards WHERE state = 'unreachable' AND identity_id = ANY(@ids::text[])
UNION SELECT identity_id FROM cards WHERE state = 'waiting' AND claimed_until > clock_timestamp() AND identity_id = ANY(@ids);
