-- Published rate cards, each whole: files, model, prices.
CREATE TABLE rate_card (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    content TEXT NOT NULL
);
CREATE TRIGGER rate_card_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON rate_card FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('published rate cards are immutable');
-- Why a document was issued before its month had ended; empty for all others.
ALTER TABLE document ADD COLUMN early_reason TEXT NOT NULL DEFAULT '';
-- The date of a new document is not before that of the last one of its series.
CREATE INDEX document_series ON document (series, issued_on);
