-- Links by which an approver without an account decides on a change: the hash of each, for whom it is, its
-- end, every opening; and the codes that were sent for it, of which the hash is kept, with every try of one.
CREATE TABLE approval_link (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    change_id TEXT NOT NULL REFERENCES change_request (id),
    approver TEXT NOT NULL,
    last_day TEXT NOT NULL
);
CREATE INDEX approval_link_change ON approval_link (change_id, sequence);
CREATE TABLE approval_link_end (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE REFERENCES approval_link (id)
);
CREATE TABLE approval_link_opening (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    link TEXT NOT NULL REFERENCES approval_link (id),
    form TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX approval_link_opening_link ON approval_link_opening (link, sequence);
CREATE TABLE approval_code (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    link TEXT NOT NULL REFERENCES approval_link (id),
    hash TEXT NOT NULL,
    statement_hash TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX approval_code_link ON approval_code (link, sequence);
CREATE TABLE approval_code_try (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    code TEXT NOT NULL REFERENCES approval_code (id),
    outcome TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX approval_code_try_code ON approval_code_try (code, sequence);
CREATE TRIGGER approval_link_no_update BEFORE UPDATE ON approval_link BEGIN SELECT RAISE(ABORT, 'links of approvals are immutable'); END;
CREATE TRIGGER approval_link_no_delete BEFORE DELETE ON approval_link BEGIN SELECT RAISE(ABORT, 'links of approvals are immutable'); END;
CREATE TRIGGER approval_link_no_replace BEFORE INSERT ON approval_link WHEN EXISTS (SELECT 1 FROM approval_link WHERE sequence = NEW.sequence OR id = NEW.id OR hash = NEW.hash) BEGIN SELECT RAISE(ABORT, 'links of approvals are immutable'); END;
CREATE TRIGGER approval_link_end_no_update BEFORE UPDATE ON approval_link_end BEGIN SELECT RAISE(ABORT, 'ends of links are immutable'); END;
CREATE TRIGGER approval_link_end_no_delete BEFORE DELETE ON approval_link_end BEGIN SELECT RAISE(ABORT, 'ends of links are immutable'); END;
CREATE TRIGGER approval_link_end_no_replace BEFORE INSERT ON approval_link_end WHEN EXISTS (SELECT 1 FROM approval_link_end WHERE sequence = NEW.sequence OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'ends of links are immutable'); END;
CREATE TRIGGER approval_link_opening_no_update BEFORE UPDATE ON approval_link_opening BEGIN SELECT RAISE(ABORT, 'openings of approvals are immutable'); END;
CREATE TRIGGER approval_link_opening_no_delete BEFORE DELETE ON approval_link_opening BEGIN SELECT RAISE(ABORT, 'openings of approvals are immutable'); END;
CREATE TRIGGER approval_link_opening_no_replace BEFORE INSERT ON approval_link_opening WHEN EXISTS (SELECT 1 FROM approval_link_opening WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'openings of approvals are immutable'); END;
CREATE TRIGGER approval_code_no_update BEFORE UPDATE ON approval_code BEGIN SELECT RAISE(ABORT, 'codes of approvals are immutable'); END;
CREATE TRIGGER approval_code_no_delete BEFORE DELETE ON approval_code BEGIN SELECT RAISE(ABORT, 'codes of approvals are immutable'); END;
CREATE TRIGGER approval_code_no_replace BEFORE INSERT ON approval_code WHEN EXISTS (SELECT 1 FROM approval_code WHERE sequence = NEW.sequence OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'codes of approvals are immutable'); END;
CREATE TRIGGER approval_code_try_no_update BEFORE UPDATE ON approval_code_try BEGIN SELECT RAISE(ABORT, 'tries of codes are immutable'); END;
CREATE TRIGGER approval_code_try_no_delete BEFORE DELETE ON approval_code_try BEGIN SELECT RAISE(ABORT, 'tries of codes are immutable'); END;
CREATE TRIGGER approval_code_try_no_replace BEFORE INSERT ON approval_code_try WHEN EXISTS (SELECT 1 FROM approval_code_try WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'tries of codes are immutable'); END;
