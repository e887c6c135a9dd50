-- Reconciliations of months, each whole: what AWS charged against what was metered and billed.
-- A month may have many, made from newer cost data, until one of them closes it.
CREATE TABLE reconciliation (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    period TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    reason TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX reconciliation_period ON reconciliation (period);
CREATE UNIQUE INDEX reconciliation_closed ON reconciliation (period) WHERE state = 'closed';
CREATE TRIGGER reconciliation_no_update BEFORE UPDATE ON reconciliation BEGIN SELECT RAISE(ABORT, 'reconciliations are immutable'); END;
CREATE TRIGGER reconciliation_no_delete BEFORE DELETE ON reconciliation BEGIN SELECT RAISE(ABORT, 'reconciliations are immutable'); END;
CREATE TRIGGER reconciliation_no_replace BEFORE INSERT ON reconciliation WHEN EXISTS (
    SELECT 1 FROM reconciliation WHERE sequence = NEW.sequence OR (period = NEW.period AND state = 'closed')
) BEGIN SELECT RAISE(ABORT, 'reconciliations are immutable'); END;
