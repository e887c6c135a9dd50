-- Published rate cards, each whole: files, model, prices.
CREATE TABLE rate_card (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL
);
CREATE TRIGGER rate_card_no_update BEFORE UPDATE ON rate_card BEGIN SELECT RAISE(ABORT, 'published rate cards are immutable'); END;
CREATE TRIGGER rate_card_no_delete BEFORE DELETE ON rate_card BEGIN SELECT RAISE(ABORT, 'published rate cards are immutable'); END;
CREATE TRIGGER rate_card_no_replace BEFORE INSERT ON rate_card WHEN EXISTS (
    SELECT 1 FROM rate_card WHERE sequence = NEW.sequence OR id = NEW.id OR hash = NEW.hash
) BEGIN SELECT RAISE(ABORT, 'published rate cards are immutable'); END;
-- Why a document was issued before its month had ended; empty for all others.
ALTER TABLE document ADD COLUMN early_reason TEXT NOT NULL DEFAULT '';
-- The date of a new document is not before that of the last one of its series.
CREATE INDEX document_series ON document (series, issued_on);
