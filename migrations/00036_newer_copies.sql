-- +goose Up
-- A copy of a card that is no longer kept true, since its reader has asked for newer ones, is withdrawn as 'newer'. A version before
-- this step shows such a copy as it was and changes it no more.
ALTER TABLE cards DROP CONSTRAINT cards_withdrawn_check,
    ADD CONSTRAINT cards_withdrawn_check CHECK (withdrawn IN ('', 'forwarded', 'left', 'newer')) NOT VALID;

-- +goose Down
UPDATE cards SET withdrawn = 'left' WHERE withdrawn = 'newer';
ALTER TABLE cards DROP CONSTRAINT cards_withdrawn_check,
    ADD CONSTRAINT cards_withdrawn_check CHECK (withdrawn IN ('', 'forwarded', 'left')) NOT VALID;
