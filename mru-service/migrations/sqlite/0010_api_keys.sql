-- Keys by which programs and people ask the API: of each the hash alone, who holds it and what it may.
CREATE TABLE api_key (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    customer TEXT NOT NULL,
    label TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
-- From when a key is no longer accepted; the earliest of several holds.
CREATE TABLE api_key_end (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL REFERENCES api_key (id),
    ends_at TEXT NOT NULL
);
CREATE INDEX api_key_end_id ON api_key_end (id, ends_at);
CREATE TRIGGER api_key_no_update BEFORE UPDATE ON api_key BEGIN SELECT RAISE(ABORT, 'API keys are immutable'); END;
CREATE TRIGGER api_key_no_delete BEFORE DELETE ON api_key BEGIN SELECT RAISE(ABORT, 'API keys are immutable'); END;
CREATE TRIGGER api_key_no_replace BEFORE INSERT ON api_key WHEN EXISTS (
    SELECT 1 FROM api_key WHERE sequence = NEW.sequence OR id = NEW.id OR hash = NEW.hash
) BEGIN SELECT RAISE(ABORT, 'API keys are immutable'); END;
CREATE TRIGGER api_key_end_no_update BEFORE UPDATE ON api_key_end BEGIN SELECT RAISE(ABORT, 'ends of API keys are immutable'); END;
CREATE TRIGGER api_key_end_no_delete BEFORE DELETE ON api_key_end BEGIN SELECT RAISE(ABORT, 'ends of API keys are immutable'); END;
CREATE TRIGGER api_key_end_no_replace BEFORE INSERT ON api_key_end WHEN EXISTS (SELECT 1 FROM api_key_end WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'ends of API keys are immutable'); END;
