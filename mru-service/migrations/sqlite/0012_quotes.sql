-- Quotes: drafts, issued ones with numbers without gaps, what became of each, the links by which
-- somebody without an account opens one, and who did. Rows never change.
CREATE TABLE quote_draft (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL,
    revises TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX quote_draft_customer ON quote_draft (customer, sequence);
CREATE TABLE quote (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    number TEXT NOT NULL UNIQUE,
    series TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    draft TEXT NOT NULL UNIQUE REFERENCES quote_draft (id),
    customer TEXT NOT NULL,
    supersedes TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (series, ordinal)
);
CREATE INDEX quote_customer ON quote (customer, ordinal);
-- How a quote ended: accepted, withdrawn or superseded, once.
CREATE TABLE quote_step (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    number TEXT NOT NULL UNIQUE REFERENCES quote (number),
    step TEXT NOT NULL,
    day TEXT NOT NULL,
    by_name TEXT NOT NULL,
    position TEXT NOT NULL,
    via TEXT NOT NULL,
    page_hash TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE TABLE quote_link (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL REFERENCES quote (number),
    last_day TEXT NOT NULL
);
CREATE INDEX quote_link_number ON quote_link (number, sequence);
CREATE TABLE quote_link_end (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE REFERENCES quote_link (id)
);
CREATE TABLE quote_opening (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    link TEXT NOT NULL REFERENCES quote_link (id),
    form TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX quote_opening_link ON quote_opening (link, sequence);
CREATE TRIGGER quote_draft_no_update BEFORE UPDATE ON quote_draft BEGIN SELECT RAISE(ABORT, 'drafts of quotes are immutable'); END;
CREATE TRIGGER quote_draft_no_delete BEFORE DELETE ON quote_draft BEGIN SELECT RAISE(ABORT, 'drafts of quotes are immutable'); END;
CREATE TRIGGER quote_draft_no_replace BEFORE INSERT ON quote_draft WHEN EXISTS (SELECT 1 FROM quote_draft WHERE sequence = NEW.sequence OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'drafts of quotes are immutable'); END;
CREATE TRIGGER quote_no_update BEFORE UPDATE ON quote BEGIN SELECT RAISE(ABORT, 'issued quotes are immutable'); END;
CREATE TRIGGER quote_no_delete BEFORE DELETE ON quote BEGIN SELECT RAISE(ABORT, 'issued quotes are immutable'); END;
CREATE TRIGGER quote_no_replace BEFORE INSERT ON quote WHEN EXISTS (
    SELECT 1 FROM quote WHERE sequence = NEW.sequence OR number = NEW.number OR draft = NEW.draft OR (series = NEW.series AND ordinal = NEW.ordinal)
) BEGIN SELECT RAISE(ABORT, 'issued quotes are immutable'); END;
CREATE TRIGGER quote_step_no_update BEFORE UPDATE ON quote_step BEGIN SELECT RAISE(ABORT, 'ends of quotes are immutable'); END;
CREATE TRIGGER quote_step_no_delete BEFORE DELETE ON quote_step BEGIN SELECT RAISE(ABORT, 'ends of quotes are immutable'); END;
CREATE TRIGGER quote_step_no_replace BEFORE INSERT ON quote_step WHEN EXISTS (SELECT 1 FROM quote_step WHERE sequence = NEW.sequence OR number = NEW.number) BEGIN SELECT RAISE(ABORT, 'ends of quotes are immutable'); END;
CREATE TRIGGER quote_link_no_update BEFORE UPDATE ON quote_link BEGIN SELECT RAISE(ABORT, 'links of quotes are immutable'); END;
CREATE TRIGGER quote_link_no_delete BEFORE DELETE ON quote_link BEGIN SELECT RAISE(ABORT, 'links of quotes are immutable'); END;
CREATE TRIGGER quote_link_no_replace BEFORE INSERT ON quote_link WHEN EXISTS (SELECT 1 FROM quote_link WHERE sequence = NEW.sequence OR id = NEW.id OR hash = NEW.hash) BEGIN SELECT RAISE(ABORT, 'links of quotes are immutable'); END;
CREATE TRIGGER quote_link_end_no_update BEFORE UPDATE ON quote_link_end BEGIN SELECT RAISE(ABORT, 'ends of links are immutable'); END;
CREATE TRIGGER quote_link_end_no_delete BEFORE DELETE ON quote_link_end BEGIN SELECT RAISE(ABORT, 'ends of links are immutable'); END;
CREATE TRIGGER quote_link_end_no_replace BEFORE INSERT ON quote_link_end WHEN EXISTS (SELECT 1 FROM quote_link_end WHERE sequence = NEW.sequence OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'ends of links are immutable'); END;
CREATE TRIGGER quote_opening_no_update BEFORE UPDATE ON quote_opening BEGIN SELECT RAISE(ABORT, 'openings of quotes are immutable'); END;
CREATE TRIGGER quote_opening_no_delete BEFORE DELETE ON quote_opening BEGIN SELECT RAISE(ABORT, 'openings of quotes are immutable'); END;
CREATE TRIGGER quote_opening_no_replace BEFORE INSERT ON quote_opening WHEN EXISTS (SELECT 1 FROM quote_opening WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'openings of quotes are immutable'); END;
