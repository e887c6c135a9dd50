-- What a run made is found by its name; the hash tells damage to what no entry of the chain covers.
ALTER TABLE draft ADD COLUMN run TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN hash TEXT NOT NULL DEFAULT '';
ALTER TABLE aside ADD COLUMN run TEXT NOT NULL DEFAULT '';
ALTER TABLE aside ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE INDEX draft_run ON draft (run, customer, period) WHERE run <> '';

-- What a run issued in one transaction: all documents from one entry of the chain to another. It is
-- no part of a document, which is the same whichever run issued it.
CREATE TABLE run (
    first INTEGER PRIMARY KEY REFERENCES document (sequence),
    last INTEGER NOT NULL REFERENCES document (sequence),
    name TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX run_name ON run (name, first);
CREATE TRIGGER run_no_update BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'what a run issued is immutable'); END;
CREATE TRIGGER run_no_delete BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'what a run issued is immutable'); END;
CREATE TRIGGER run_no_replace BEFORE INSERT ON run WHEN EXISTS (SELECT 1 FROM run WHERE first = NEW.first) BEGIN SELECT RAISE(ABORT, 'what a run issued is immutable'); END;
