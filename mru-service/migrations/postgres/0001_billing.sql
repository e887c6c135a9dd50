-- The head of the chain. Every transaction that writes updates it first, and so waits for the others.
CREATE TABLE head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO head (id, sequence, hash) VALUES (1, 0, '');

-- What was recorded, in order; each entry covers the one before it.
CREATE TABLE chain (
    sequence BIGINT PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE supplier (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    content TEXT NOT NULL
);

CREATE TABLE account (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    customer TEXT COLLATE "C" NOT NULL,
    effective_from TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX account_customer ON account (customer, effective_from, sequence);

-- Events of one import share its entry in the chain.
CREATE TABLE event (
    id TEXT COLLATE "C" PRIMARY KEY,
    sequence BIGINT NOT NULL REFERENCES chain (sequence),
    customer TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX event_customer ON event (customer, at);
CREATE INDEX event_sequence ON event (sequence);

CREATE TABLE draft (
    customer TEXT COLLATE "C" NOT NULL,
    period TEXT NOT NULL,
    content TEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    PRIMARY KEY (customer, period)
);

-- Customers that could not be billed, and why.
CREATE TABLE aside (
    customer TEXT COLLATE "C" NOT NULL,
    period TEXT NOT NULL,
    findings TEXT NOT NULL,
    PRIMARY KEY (customer, period)
);

CREATE TABLE series (
    name TEXT COLLATE "C" PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE document (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    number TEXT COLLATE "C" NOT NULL UNIQUE,
    series TEXT COLLATE "C" NOT NULL,
    ordinal BIGINT NOT NULL,
    customer TEXT COLLATE "C" NOT NULL,
    period TEXT NOT NULL,
    credits TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    content TEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    -- A request that is sent again is answered with what it made the first time.
    request_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    UNIQUE (series, ordinal)
);
CREATE UNIQUE INDEX document_month ON document (customer, period) WHERE credits = '';
CREATE UNIQUE INDEX document_request ON document (request_key) WHERE request_key <> '';
CREATE INDEX document_period ON document (period, customer);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END;
$$;

CREATE TRIGGER chain_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the chain is immutable');
CREATE TRIGGER supplier_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON supplier FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('versions of the supplier are immutable');
CREATE TRIGGER account_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('versions of customers are immutable');
CREATE TRIGGER event_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('events are immutable');
CREATE TRIGGER document_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('issued documents are immutable');
