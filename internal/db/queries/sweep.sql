-- name: LeftUndone :one
-- decisions_unfinished, cards_behind, decisions_to_tell, work_items_open_judged, home_tabs_owed, reminders_unlinked_next, cards_new; one
-- row of the rules. What each replica asks each second: whether there is anything that NudgeDecisions, NudgeCards, NudgeSentences,
-- ItemsToJudge, OwedHomes and the like, or IdentitiesWithNewCards would find, which rules are in force, and whether nothing can be
-- written here at all.
SELECT EXISTS (SELECT FROM decisions WHERE state = 'recording' AND next_try_at <= clock_timestamp() AND claimed_until < clock_timestamp())
        ::boolean AS decisions,
    EXISTS (SELECT FROM cards WHERE state IN ('waiting', 'posted') AND shown < want AND next_try_at <= clock_timestamp()
        AND claimed_until < clock_timestamp())::boolean AS cards,
    EXISTS (SELECT FROM decisions WHERE tell_at <= clock_timestamp())::boolean AS sentences,
    EXISTS (SELECT FROM work_items WHERE state = 'open' AND judged_under < @judged_under::bigint)::boolean AS unjudged,
    (EXISTS (SELECT FROM home_tabs WHERE owed_at <= clock_timestamp())
        OR EXISTS (SELECT FROM reminders_unlinked WHERE next_try_at <= clock_timestamp()))::boolean AS unlinked,
    EXISTS (SELECT FROM cards WHERE state = 'new')::boolean AS unreleased,
    (SELECT generation FROM sensitivity_rules)::bigint AS generation,
    (current_setting('transaction_read_only') = 'on')::boolean AS read_only;
