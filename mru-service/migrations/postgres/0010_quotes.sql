-- Quotes: drafts, issued ones with numbers without gaps, what became of each, the links by which
-- somebody without an account opens one, and who did. Rows never change.
CREATE TABLE quote_draft (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    customer TEXT COLLATE "C" NOT NULL,
    revises TEXT COLLATE "C" NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX quote_draft_customer ON quote_draft (customer, sequence);
CREATE TABLE quote (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    number TEXT COLLATE "C" NOT NULL UNIQUE,
    series TEXT COLLATE "C" NOT NULL,
    ordinal BIGINT NOT NULL,
    draft TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES quote_draft (id),
    customer TEXT COLLATE "C" NOT NULL,
    supersedes TEXT COLLATE "C" NOT NULL,
    issued_on TEXT COLLATE "C" NOT NULL,
    valid_until TEXT COLLATE "C" NOT NULL,
    total_cents BIGINT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (series, ordinal)
);
CREATE INDEX quote_customer ON quote (customer, ordinal);
-- How a quote ended: accepted, withdrawn or superseded, once.
CREATE TABLE quote_step (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    number TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES quote (number),
    step TEXT COLLATE "C" NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    by_name TEXT NOT NULL,
    position TEXT NOT NULL,
    via TEXT COLLATE "C" NOT NULL,
    page_hash TEXT COLLATE "C" NOT NULL,
    detail TEXT NOT NULL
);
CREATE TABLE quote_link (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    number TEXT COLLATE "C" NOT NULL REFERENCES quote (number),
    last_day TEXT COLLATE "C" NOT NULL
);
CREATE INDEX quote_link_number ON quote_link (number, sequence);
CREATE TABLE quote_link_end (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES quote_link (id)
);
CREATE TABLE quote_opening (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    link TEXT COLLATE "C" NOT NULL REFERENCES quote_link (id),
    form TEXT COLLATE "C" NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX quote_opening_link ON quote_opening (link, sequence);
CREATE TRIGGER quote_draft_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON quote_draft FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('drafts of quotes are immutable');
CREATE TRIGGER quote_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON quote FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('issued quotes are immutable');
CREATE TRIGGER quote_step_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON quote_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('ends of quotes are immutable');
CREATE TRIGGER quote_link_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON quote_link FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('links of quotes are immutable');
CREATE TRIGGER quote_link_end_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON quote_link_end FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('ends of links are immutable');
CREATE TRIGGER quote_opening_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON quote_opening FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('openings of quotes are immutable');
