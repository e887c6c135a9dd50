-- Keys by which programs and people ask the API: of each the hash alone, who holds it and what it may.
CREATE TABLE api_key (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    role TEXT COLLATE "C" NOT NULL,
    customer TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL
);
-- From when a key is no longer accepted; the earliest of several holds.
CREATE TABLE api_key_end (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL REFERENCES api_key (id),
    ends_at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX api_key_end_id ON api_key_end (id, ends_at);
CREATE TRIGGER api_key_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON api_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('API keys are immutable');
CREATE TRIGGER api_key_end_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON api_key_end FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('ends of API keys are immutable');
