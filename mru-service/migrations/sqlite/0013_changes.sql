-- Requests of changes, each with what they ask for, what it costs, and the statement that an approver is shown.
CREATE TABLE change_request (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL,
    content TEXT NOT NULL,
    statement TEXT NOT NULL
);
CREATE INDEX change_request_customer ON change_request (customer, sequence);
-- What was decided on them, once each: a signed approval, or a rejection.
CREATE TABLE change_decision (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    change_id TEXT NOT NULL UNIQUE REFERENCES change_request (id),
    customer TEXT NOT NULL,
    content TEXT NOT NULL
);
-- What an approver allows in advance: so much more a month in an environment.
CREATE TABLE envelope (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX envelope_customer ON envelope (customer, sequence);
-- What the gate allowed: an approval once, of an envelope so many cents.
CREATE TABLE gate_receipt (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL,
    deployment TEXT NOT NULL,
    ticket TEXT NOT NULL,
    approval TEXT NOT NULL,
    envelope TEXT NOT NULL,
    drawn_cents INTEGER NOT NULL,
    caller TEXT NOT NULL,
    request_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE UNIQUE INDEX gate_receipt_approval ON gate_receipt (approval) WHERE approval <> '';
CREATE UNIQUE INDEX gate_receipt_request ON gate_receipt (caller, request_key);
CREATE INDEX gate_receipt_envelope ON gate_receipt (envelope);
CREATE INDEX gate_receipt_customer ON gate_receipt (customer, deployment, sequence);
CREATE TRIGGER change_request_no_update BEFORE UPDATE ON change_request BEGIN SELECT RAISE(ABORT, 'requests of changes are immutable'); END;
CREATE TRIGGER change_request_no_delete BEFORE DELETE ON change_request BEGIN SELECT RAISE(ABORT, 'requests of changes are immutable'); END;
CREATE TRIGGER change_request_no_replace BEFORE INSERT ON change_request WHEN EXISTS (
    SELECT 1 FROM change_request WHERE sequence = NEW.sequence OR id = NEW.id
) BEGIN SELECT RAISE(ABORT, 'requests of changes are immutable'); END;
CREATE TRIGGER change_decision_no_update BEFORE UPDATE ON change_decision BEGIN SELECT RAISE(ABORT, 'approvals are immutable'); END;
CREATE TRIGGER change_decision_no_delete BEFORE DELETE ON change_decision BEGIN SELECT RAISE(ABORT, 'approvals are immutable'); END;
CREATE TRIGGER change_decision_no_replace BEFORE INSERT ON change_decision WHEN EXISTS (
    SELECT 1 FROM change_decision WHERE sequence = NEW.sequence OR id = NEW.id OR change_id = NEW.change_id
) BEGIN SELECT RAISE(ABORT, 'approvals are immutable'); END;
CREATE TRIGGER envelope_no_update BEFORE UPDATE ON envelope BEGIN SELECT RAISE(ABORT, 'envelopes are immutable'); END;
CREATE TRIGGER envelope_no_delete BEFORE DELETE ON envelope BEGIN SELECT RAISE(ABORT, 'envelopes are immutable'); END;
CREATE TRIGGER envelope_no_replace BEFORE INSERT ON envelope WHEN EXISTS (
    SELECT 1 FROM envelope WHERE sequence = NEW.sequence OR id = NEW.id
) BEGIN SELECT RAISE(ABORT, 'envelopes are immutable'); END;
CREATE TRIGGER gate_receipt_no_update BEFORE UPDATE ON gate_receipt BEGIN SELECT RAISE(ABORT, 'receipts are immutable'); END;
CREATE TRIGGER gate_receipt_no_delete BEFORE DELETE ON gate_receipt BEGIN SELECT RAISE(ABORT, 'receipts are immutable'); END;
CREATE TRIGGER gate_receipt_no_replace BEFORE INSERT ON gate_receipt WHEN EXISTS (
    SELECT 1 FROM gate_receipt WHERE sequence = NEW.sequence OR id = NEW.id OR (approval = NEW.approval AND approval <> '') OR (caller = NEW.caller AND request_key = NEW.request_key)
) BEGIN SELECT RAISE(ABORT, 'receipts are immutable'); END;
