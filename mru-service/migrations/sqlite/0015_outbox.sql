-- What others are told of what happens here. Settings, webhooks, their secrets and budgets are records: rows
-- never change. The outbox holds what is still to be delivered, and how that goes: it is no part of the books,
-- has no entries in the chain, and is written in the transaction of what it tells of.
CREATE TABLE setting (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    name TEXT NOT NULL,
    value TEXT NOT NULL
);
CREATE INDEX setting_name ON setting (name, sequence);
CREATE TABLE webhook (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    customer TEXT NOT NULL
);
CREATE TABLE webhook_secret (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    webhook TEXT NOT NULL REFERENCES webhook (id),
    secret TEXT NOT NULL,
    before_until TEXT NOT NULL
);
CREATE INDEX webhook_secret_webhook ON webhook_secret (webhook, sequence);
CREATE TABLE webhook_end (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE REFERENCES webhook (id)
);
CREATE TABLE budget (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    customer TEXT NOT NULL,
    deployment TEXT NOT NULL,
    environment TEXT NOT NULL,
    measure TEXT NOT NULL,
    most TEXT NOT NULL
);
CREATE INDEX budget_customer ON budget (customer, sequence);
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    effect TEXT NOT NULL UNIQUE,
    way TEXT NOT NULL,
    target TEXT NOT NULL,
    event TEXT NOT NULL,
    customer TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    page TEXT NOT NULL,
    attached TEXT NOT NULL,
    queued_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    held_by TEXT NOT NULL,
    problem TEXT NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_queued ON outbox (queued_at, id);
CREATE TRIGGER setting_no_update BEFORE UPDATE ON setting BEGIN SELECT RAISE(ABORT, 'settings are immutable'); END;
CREATE TRIGGER setting_no_delete BEFORE DELETE ON setting BEGIN SELECT RAISE(ABORT, 'settings are immutable'); END;
CREATE TRIGGER setting_no_replace BEFORE INSERT ON setting WHEN EXISTS (SELECT 1 FROM setting WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'settings are immutable'); END;
CREATE TRIGGER webhook_no_update BEFORE UPDATE ON webhook BEGIN SELECT RAISE(ABORT, 'webhooks are immutable'); END;
CREATE TRIGGER webhook_no_delete BEFORE DELETE ON webhook BEGIN SELECT RAISE(ABORT, 'webhooks are immutable'); END;
CREATE TRIGGER webhook_no_replace BEFORE INSERT ON webhook WHEN EXISTS (SELECT 1 FROM webhook WHERE sequence = NEW.sequence OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'webhooks are immutable'); END;
CREATE TRIGGER webhook_secret_no_update BEFORE UPDATE ON webhook_secret BEGIN SELECT RAISE(ABORT, 'secrets of webhooks are immutable'); END;
CREATE TRIGGER webhook_secret_no_delete BEFORE DELETE ON webhook_secret BEGIN SELECT RAISE(ABORT, 'secrets of webhooks are immutable'); END;
CREATE TRIGGER webhook_secret_no_replace BEFORE INSERT ON webhook_secret WHEN EXISTS (SELECT 1 FROM webhook_secret WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'secrets of webhooks are immutable'); END;
CREATE TRIGGER webhook_end_no_update BEFORE UPDATE ON webhook_end BEGIN SELECT RAISE(ABORT, 'ends of webhooks are immutable'); END;
CREATE TRIGGER webhook_end_no_delete BEFORE DELETE ON webhook_end BEGIN SELECT RAISE(ABORT, 'ends of webhooks are immutable'); END;
CREATE TRIGGER webhook_end_no_replace BEFORE INSERT ON webhook_end WHEN EXISTS (SELECT 1 FROM webhook_end WHERE sequence = NEW.sequence OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'ends of webhooks are immutable'); END;
CREATE TRIGGER budget_no_update BEFORE UPDATE ON budget BEGIN SELECT RAISE(ABORT, 'budgets are immutable'); END;
CREATE TRIGGER budget_no_delete BEFORE DELETE ON budget BEGIN SELECT RAISE(ABORT, 'budgets are immutable'); END;
CREATE TRIGGER budget_no_replace BEFORE INSERT ON budget WHEN EXISTS (SELECT 1 FROM budget WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'budgets are immutable'); END;
