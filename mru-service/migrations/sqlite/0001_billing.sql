-- The head of the chain. Every transaction that writes updates it first, and so waits for the others.
CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO head (id, sequence, hash) VALUES (1, 0, '');

-- What was recorded, in order; each entry covers the one before it.
CREATE TABLE chain (
    sequence INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE supplier (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    content TEXT NOT NULL
);

CREATE TABLE account (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    customer TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX account_customer ON account (customer, effective_from, sequence);

-- Events of one import share its entry in the chain.
CREATE TABLE event (
    id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL REFERENCES chain (sequence),
    customer TEXT NOT NULL,
    at INTEGER NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX event_customer ON event (customer, at);
CREATE INDEX event_sequence ON event (sequence);

CREATE TABLE draft (
    customer TEXT NOT NULL,
    period TEXT NOT NULL,
    content TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    PRIMARY KEY (customer, period)
);

-- Customers that could not be billed, and why.
CREATE TABLE aside (
    customer TEXT NOT NULL,
    period TEXT NOT NULL,
    findings TEXT NOT NULL,
    PRIMARY KEY (customer, period)
);

CREATE TABLE series (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL
);

CREATE TABLE document (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    number TEXT NOT NULL UNIQUE,
    series TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    customer TEXT NOT NULL,
    period TEXT NOT NULL,
    credits TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    content TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    -- A request that is sent again is answered with what it made the first time.
    request_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    UNIQUE (series, ordinal)
);
CREATE UNIQUE INDEX document_month ON document (customer, period) WHERE credits = '';
CREATE UNIQUE INDEX document_request ON document (request_key) WHERE request_key <> '';
CREATE INDEX document_period ON document (period, customer);

CREATE TRIGGER chain_no_update BEFORE UPDATE ON chain BEGIN SELECT RAISE(ABORT, 'the chain is immutable'); END;
CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain BEGIN SELECT RAISE(ABORT, 'the chain is immutable'); END;
CREATE TRIGGER supplier_no_update BEFORE UPDATE ON supplier BEGIN SELECT RAISE(ABORT, 'versions of the supplier are immutable'); END;
CREATE TRIGGER supplier_no_delete BEFORE DELETE ON supplier BEGIN SELECT RAISE(ABORT, 'versions of the supplier are immutable'); END;
CREATE TRIGGER account_no_update BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT, 'versions of customers are immutable'); END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'versions of customers are immutable'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;
CREATE TRIGGER document_no_update BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'issued documents are immutable'); END;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'issued documents are immutable'); END;
