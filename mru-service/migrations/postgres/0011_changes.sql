-- Requests of changes, each with what they ask for, what it costs, and the statement that an approver is shown.
CREATE TABLE change_request (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    customer TEXT COLLATE "C" NOT NULL,
    content TEXT NOT NULL,
    statement TEXT NOT NULL
);
CREATE INDEX change_request_customer ON change_request (customer, sequence);
-- What was decided on them, once each: a signed approval, or a rejection.
CREATE TABLE change_decision (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    change_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES change_request (id),
    customer TEXT COLLATE "C" NOT NULL,
    content TEXT NOT NULL
);
-- What an approver allows in advance: so much more a month in an environment.
CREATE TABLE envelope (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    customer TEXT COLLATE "C" NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX envelope_customer ON envelope (customer, sequence);
-- What the gate allowed: an approval once, of an envelope so many cents.
CREATE TABLE gate_receipt (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    customer TEXT COLLATE "C" NOT NULL,
    deployment TEXT COLLATE "C" NOT NULL,
    ticket TEXT COLLATE "C" NOT NULL,
    approval TEXT COLLATE "C" NOT NULL,
    envelope TEXT COLLATE "C" NOT NULL,
    drawn_cents BIGINT NOT NULL,
    caller TEXT COLLATE "C" NOT NULL,
    request_key TEXT COLLATE "C" NOT NULL,
    request_hash TEXT COLLATE "C" NOT NULL,
    content TEXT NOT NULL
);
CREATE UNIQUE INDEX gate_receipt_approval ON gate_receipt (approval) WHERE approval <> '';
CREATE UNIQUE INDEX gate_receipt_request ON gate_receipt (caller, request_key);
CREATE INDEX gate_receipt_envelope ON gate_receipt (envelope);
CREATE INDEX gate_receipt_customer ON gate_receipt (customer, deployment, sequence);
CREATE TRIGGER change_request_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON change_request FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('requests of changes are immutable');
CREATE TRIGGER change_decision_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON change_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('approvals are immutable');
CREATE TRIGGER envelope_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON envelope FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('envelopes are immutable');
CREATE TRIGGER gate_receipt_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON gate_receipt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('receipts are immutable');
