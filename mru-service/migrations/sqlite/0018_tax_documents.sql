-- The tax documents that were named for issued documents. Rows never change; the last one of a document holds.
CREATE TABLE tax_document (
    sequence INTEGER PRIMARY KEY REFERENCES chain (sequence),
    number TEXT NOT NULL REFERENCES document (number),
    kind TEXT NOT NULL,
    folio TEXT NOT NULL,
    dated TEXT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX tax_document_number ON tax_document (number, sequence);
CREATE INDEX tax_document_folio ON tax_document (folio);
CREATE TRIGGER tax_document_no_update BEFORE UPDATE ON tax_document BEGIN SELECT RAISE(ABORT, 'tax documents are immutable'); END;
CREATE TRIGGER tax_document_no_delete BEFORE DELETE ON tax_document BEGIN SELECT RAISE(ABORT, 'tax documents are immutable'); END;
CREATE TRIGGER tax_document_no_replace BEFORE INSERT ON tax_document WHEN EXISTS (SELECT 1 FROM tax_document WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'tax documents are immutable'); END;
