-- +goose Up
-- A decision may be about one entity of an access review: work_item_id is then the review, and round that of the entity.
-- entity_name is by what people know it; entity_shown is what the decider was shown of it.
ALTER TABLE decisions
    ADD COLUMN entity_id    text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN entity_name  text             NOT NULL DEFAULT '',
    ADD COLUMN entity_shown jsonb;
-- The first decision of a round wins, also for each entity.
DROP INDEX decisions_one_a_round;
CREATE UNIQUE INDEX decisions_one_a_round ON decisions (work_item_id, round) WHERE state IN ('recording', 'recorded') AND entity_id = '';
CREATE UNIQUE INDEX decisions_one_an_entity ON decisions (entity_id, round) WHERE state IN ('recording', 'recorded') AND entity_id <> '';
CREATE INDEX decisions_of_entity ON decisions (entity_id, clicked_at DESC) WHERE entity_id <> '';

-- told is what IIQ tells of an entity besides its standing, null where it was not read since entities are decided here; name is
-- by what people know it, for the order in which they go through a review. round counts how often the entity was to be decided
-- anew; settled_at is when a decision from here last changed the row: what was read from IIQ before that is stale.
ALTER TABLE review_entities
    ADD COLUMN name       text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN told       jsonb,
    ADD COLUMN round      integer          NOT NULL DEFAULT 1,
    ADD COLUMN settled_at timestamptz      NOT NULL DEFAULT 'epoch';
CREATE INDEX review_entities_in_order ON review_entities (review_id, name, id) INCLUDE (standing);

-- details: what entities tell was stored with everything up to the stamp.
ALTER TABLE review_watermark ADD COLUMN details boolean NOT NULL DEFAULT false;

-- +goose Down
-- The audit log keeps them. Before this step a decision was always about the work item itself.
DELETE FROM decisions WHERE entity_id <> '';
ALTER TABLE review_watermark DROP COLUMN details;
DROP INDEX review_entities_in_order;
ALTER TABLE review_entities DROP COLUMN name, DROP COLUMN told, DROP COLUMN round, DROP COLUMN settled_at;
DROP INDEX decisions_of_entity;
DROP INDEX decisions_one_an_entity;
DROP INDEX decisions_one_a_round;
CREATE UNIQUE INDEX decisions_one_a_round ON decisions (work_item_id, round) WHERE state IN ('recording', 'recorded');
ALTER TABLE decisions DROP COLUMN entity_id, DROP COLUMN entity_name, DROP COLUMN entity_shown;
