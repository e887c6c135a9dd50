-- Links by which an approver without an account decides on a change: the hash of each, for whom it is, its
-- end, every opening; and the codes that were sent for it, of which the hash is kept, with every try of one.
CREATE TABLE approval_link (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    change_id TEXT COLLATE "C" NOT NULL REFERENCES change_request (id),
    approver TEXT NOT NULL,
    last_day TEXT COLLATE "C" NOT NULL
);
CREATE INDEX approval_link_change ON approval_link (change_id, sequence);
CREATE TABLE approval_link_end (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES approval_link (id)
);
CREATE TABLE approval_link_opening (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    link TEXT COLLATE "C" NOT NULL REFERENCES approval_link (id),
    form TEXT COLLATE "C" NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX approval_link_opening_link ON approval_link_opening (link, sequence);
CREATE TABLE approval_code (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    link TEXT COLLATE "C" NOT NULL REFERENCES approval_link (id),
    hash TEXT COLLATE "C" NOT NULL,
    statement_hash TEXT COLLATE "C" NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX approval_code_link ON approval_code (link, sequence);
CREATE TABLE approval_code_try (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    code TEXT COLLATE "C" NOT NULL REFERENCES approval_code (id),
    outcome TEXT COLLATE "C" NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX approval_code_try_code ON approval_code_try (code, sequence);
CREATE TRIGGER approval_link_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON approval_link FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('links of approvals are immutable');
CREATE TRIGGER approval_link_end_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON approval_link_end FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('ends of links are immutable');
CREATE TRIGGER approval_link_opening_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON approval_link_opening FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('openings of approvals are immutable');
CREATE TRIGGER approval_code_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON approval_code FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('codes of approvals are immutable');
CREATE TRIGGER approval_code_try_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON approval_code_try FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('tries of codes are immutable');
