-- The roots of the complete subtrees of the Merkle tree over the chain, so that an entry costs few
-- hashes; empty with entries: not computed yet. And how many checkpoints there are.
ALTER TABLE head ADD COLUMN frontier TEXT NOT NULL DEFAULT '';
ALTER TABLE head ADD COLUMN checkpoints INTEGER NOT NULL DEFAULT 0;

-- Signed checkpoints; each covers the entries up to `sequence`.
CREATE TABLE checkpoint (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    ordinal INTEGER NOT NULL UNIQUE,
    note TEXT NOT NULL
);

-- The keys are few among many entries.
CREATE INDEX chain_key ON chain (sequence) WHERE kind = 'key';

CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are immutable'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are immutable'); END;
CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint WHEN EXISTS (SELECT 1 FROM checkpoint WHERE sequence = NEW.sequence OR ordinal = NEW.ordinal) BEGIN SELECT RAISE(ABORT, 'checkpoints are immutable'); END;
