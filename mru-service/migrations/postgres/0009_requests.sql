-- Requests of the API that recorded something, each with what was answered: who sends one again gets
-- that answer, and nothing is recorded twice.
CREATE TABLE request (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    caller TEXT COLLATE "C" NOT NULL,
    request_key TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    answer TEXT NOT NULL
);
CREATE UNIQUE INDEX request_of_caller ON request (caller, request_key);
CREATE TRIGGER request_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON request FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('requests are immutable');
