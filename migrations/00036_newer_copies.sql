-- +goose Up
-- A copy of a card that is no longer kept true, since its reader has asked for newer ones, is withdrawn as 'newer'; a card in the
-- messages of somebody who is no longer bound to the identity as 'unlinked'. A version before this step shows such a card as it was
-- and changes it no more.
ALTER TABLE cards DROP CONSTRAINT cards_withdrawn_check,
    ADD CONSTRAINT cards_withdrawn_check CHECK (withdrawn IN ('', 'forwarded', 'left', 'newer', 'unlinked')) NOT VALID;
CREATE INDEX identity_links_until ON identity_links (until) WHERE until IS NOT NULL;

-- +goose Down
DROP INDEX identity_links_until;
UPDATE cards SET withdrawn = 'left' WHERE withdrawn IN ('newer', 'unlinked');
ALTER TABLE cards DROP CONSTRAINT cards_withdrawn_check,
    ADD CONSTRAINT cards_withdrawn_check CHECK (withdrawn IN ('', 'forwarded', 'left')) NOT VALID;
