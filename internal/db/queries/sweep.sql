-- name: LeftUndone :one
-- decisions_unfinished, cards_behind, decisions_to_tell, bulks_open, work_items_open_judged, home_tabs_owed, reminders_unlinked_next,
-- cards_new; one row of the rules. What each replica asks each second: whether there is anything that NudgeDecisions, NudgeCards, NudgeSentences,
-- NudgeBulks, ItemsToJudge, OwedHomes and the like, or IdentitiesWithNewCards would find, which rules are in force, and whether nothing can be
-- written here at all. The earliest of an index is read in the place of EXISTS: how many rows are before a clock nobody can estimate, and
-- one plan for that reads a table to its end.
SELECT EXISTS (SELECT FROM decisions WHERE state = 'recording' AND next_try_at <= clock_timestamp() AND claimed_until < clock_timestamp())
        ::boolean AS decisions,
    EXISTS (SELECT FROM cards WHERE state IN ('waiting', 'posted') AND shown < want AND next_try_at <= clock_timestamp()
        AND claimed_until < clock_timestamp())::boolean AS cards,
    coalesce((SELECT min(tell_at) FROM decisions) <= clock_timestamp(), false)::boolean AS sentences,
    coalesce((SELECT min(next_try_at) FROM bulks WHERE state = 'open') <= clock_timestamp(), false)::boolean AS bulks,
    EXISTS (SELECT FROM work_items WHERE state = 'open' AND judged_under < @judged_under::bigint)::boolean AS unjudged,
    coalesce(least((SELECT min(owed_at) FROM home_tabs), (SELECT min(next_try_at) FROM reminders_unlinked)) <= clock_timestamp(), false)
        ::boolean AS unlinked,
    EXISTS (SELECT FROM cards WHERE state = 'new')::boolean AS unreleased,
    (SELECT generation FROM sensitivity_rules)::bigint AS generation,
    (current_setting('transaction_read_only') = 'on')::boolean AS read_only;
