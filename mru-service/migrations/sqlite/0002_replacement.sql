-- INSERT OR REPLACE deletes the row in its way without asking the triggers of DELETE.
CREATE TRIGGER chain_no_replace BEFORE INSERT ON chain WHEN EXISTS (SELECT 1 FROM chain WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'the chain is immutable'); END;
CREATE TRIGGER supplier_no_replace BEFORE INSERT ON supplier WHEN EXISTS (SELECT 1 FROM supplier WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'versions of the supplier are immutable'); END;
CREATE TRIGGER account_no_replace BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE sequence = NEW.sequence) BEGIN SELECT RAISE(ABORT, 'versions of customers are immutable'); END;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;
CREATE TRIGGER document_no_replace BEFORE INSERT ON document WHEN EXISTS (
    SELECT 1 FROM document
    WHERE sequence = NEW.sequence OR number = NEW.number OR (series = NEW.series AND ordinal = NEW.ordinal)
        OR (customer = NEW.customer AND period = NEW.period AND credits = '' AND NEW.credits = '')
        OR (request_key = NEW.request_key AND request_key <> '')
) BEGIN SELECT RAISE(ABORT, 'issued documents are immutable'); END;
