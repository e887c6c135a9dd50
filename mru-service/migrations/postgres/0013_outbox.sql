-- What others are told of what happens here. Settings, webhooks, their secrets and budgets are records: rows
-- never change. The outbox holds what is still to be delivered, and how that goes: it is no part of the books,
-- has no entries in the chain, and is written in the transaction of what it tells of.
CREATE TABLE setting (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    name TEXT COLLATE "C" NOT NULL,
    value TEXT NOT NULL
);
CREATE INDEX setting_name ON setting (name, sequence);
CREATE TABLE webhook (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    url TEXT NOT NULL,
    events TEXT COLLATE "C" NOT NULL,
    customer TEXT COLLATE "C" NOT NULL
);
CREATE TABLE webhook_secret (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    webhook TEXT COLLATE "C" NOT NULL REFERENCES webhook (id),
    secret TEXT COLLATE "C" NOT NULL,
    before_until TEXT COLLATE "C" NOT NULL
);
CREATE INDEX webhook_secret_webhook ON webhook_secret (webhook, sequence);
CREATE TABLE webhook_end (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES webhook (id)
);
CREATE TABLE budget (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    customer TEXT COLLATE "C" NOT NULL,
    deployment TEXT COLLATE "C" NOT NULL,
    environment TEXT COLLATE "C" NOT NULL,
    measure TEXT COLLATE "C" NOT NULL,
    most TEXT COLLATE "C" NOT NULL
);
CREATE INDEX budget_customer ON budget (customer, sequence);
CREATE TABLE outbox (
    id TEXT COLLATE "C" PRIMARY KEY,
    effect TEXT COLLATE "C" NOT NULL UNIQUE,
    way TEXT COLLATE "C" NOT NULL,
    target TEXT NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    customer TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    page TEXT NOT NULL,
    attached TEXT COLLATE "C" NOT NULL,
    queued_at TEXT COLLATE "C" NOT NULL,
    ends_at TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    held_by TEXT COLLATE "C" NOT NULL,
    problem TEXT COLLATE "C" NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_queued ON outbox (queued_at, id);
CREATE TRIGGER setting_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON setting FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('settings are immutable');
CREATE TRIGGER webhook_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON webhook FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('webhooks are immutable');
CREATE TRIGGER webhook_secret_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON webhook_secret FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('secrets of webhooks are immutable');
CREATE TRIGGER webhook_end_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON webhook_end FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('ends of webhooks are immutable');
CREATE TRIGGER budget_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON budget FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('budgets are immutable');
