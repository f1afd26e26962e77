-- name: NoteReopened :exec
-- Primary key. When, by IIQ's clock, an item was opened anew: what its identity request tells of an earlier ending is over.
UPDATE work_items SET modified_at = @modified_at WHERE id = @id;

-- name: AgainCard :exec
-- Primary key. Whoever had lost his claim may have changed the message after the one who has it now: nobody knows what it
-- shows, so it is to be shown anew whatever it seems to tell.
UPDATE cards SET want = want + 1, shown_hash = NULL, next_try_at = clock_timestamp() WHERE id = $1 AND state = 'posted';
