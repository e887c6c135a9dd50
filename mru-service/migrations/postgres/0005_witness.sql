-- The roots of the complete subtrees of the Merkle tree over the chain, so that an entry costs few
-- hashes; empty with entries: not computed yet. And how many checkpoints there are.
ALTER TABLE head ADD COLUMN frontier TEXT NOT NULL DEFAULT '';
ALTER TABLE head ADD COLUMN checkpoints BIGINT NOT NULL DEFAULT 0;

-- Signed checkpoints; each covers the entries up to `sequence`.
CREATE TABLE checkpoint (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    ordinal BIGINT NOT NULL UNIQUE,
    note TEXT NOT NULL
);

-- The keys are few among many entries.
CREATE INDEX chain_key ON chain (sequence) WHERE kind = 'key';

CREATE TRIGGER checkpoint_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('checkpoints are immutable');
