-- Requests of the API that recorded something, each with what was answered: who sends one again gets
-- that answer, and nothing is recorded twice.
CREATE TABLE request (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    caller TEXT NOT NULL,
    request_key TEXT NOT NULL,
    hash TEXT NOT NULL,
    answer TEXT NOT NULL
);
CREATE UNIQUE INDEX request_of_caller ON request (caller, request_key);
CREATE TRIGGER request_no_update BEFORE UPDATE ON request BEGIN SELECT RAISE(ABORT, 'requests are immutable'); END;
CREATE TRIGGER request_no_delete BEFORE DELETE ON request BEGIN SELECT RAISE(ABORT, 'requests are immutable'); END;
CREATE TRIGGER request_no_replace BEFORE INSERT ON request WHEN EXISTS (
    SELECT 1 FROM request WHERE sequence = NEW.sequence OR (caller = NEW.caller AND request_key = NEW.request_key)
) BEGIN SELECT RAISE(ABORT, 'requests are immutable'); END;
