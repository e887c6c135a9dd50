-- What a draft says is long, and SQLite reads through it to what stands behind it: it comes last.
CREATE TABLE draft_anew (
    customer TEXT NOT NULL,
    period TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    run TEXT NOT NULL DEFAULT '',
    hash TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL,
    PRIMARY KEY (customer, period)
);
INSERT INTO draft_anew (customer, period, total_cents, run, hash, content)
    SELECT customer, period, total_cents, run, hash, content FROM draft;
DROP TABLE draft;
ALTER TABLE draft_anew RENAME TO draft;
CREATE INDEX draft_run ON draft (run, customer, period) WHERE run <> '';
-- Documents stay as they are; an index holds what a run asks of them.
DROP INDEX document_customer;
CREATE INDEX document_customer ON document (customer, sequence, period, credits, total_cents);
