-- Reconciliations of months, each whole: what AWS charged against what was metered and billed.
-- A month may have many, made from newer cost data, until one of them closes it.
CREATE TABLE reconciliation (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    period TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'closed')),
    reason TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX reconciliation_period ON reconciliation (period);
CREATE UNIQUE INDEX reconciliation_closed ON reconciliation (period) WHERE state = 'closed';
CREATE TRIGGER reconciliation_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('reconciliations are immutable');
