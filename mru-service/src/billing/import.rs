//! Records events: all or none, whatever their number.

use mru_core::{Finding, Position, Severity, metering::Event, text::Text};

use super::{BillingError, Change, cards, fields};
use crate::storage::{Conflict, Database, Imported, Transaction, events};

/// A recording under way: events that were judged are added in parts, and all recorded by
/// [`Import::commit`] or none.
#[derive(Debug)]
pub struct Import {
    transaction: Transaction,
}

impl Import {
    /// Begins to record; other writers wait until it ends.
    ///
    /// # Errors
    ///
    /// [`BillingError::Store`].
    pub async fn begin(database: &Database) -> Result<Import, BillingError> {
        Ok(Import { transaction: cards::write(database).await? })
    }

    /// Adds events, and says how many are new, or which ids were recorded with other content. The
    /// import must not be committed then.
    ///
    /// # Errors
    ///
    /// [`BillingError::Store`].
    pub async fn add(
        &mut self,
        events: &[Event],
    ) -> Result<(Imported, Vec<Conflict>), BillingError> {
        Ok(events::import(&mut self.transaction, events).await?)
    }

    /// The transaction of the recording.
    pub(super) fn transaction(&mut self) -> &mut Transaction {
        &mut self.transaction
    }

    /// Records everything that was added.
    ///
    /// # Errors
    ///
    /// [`BillingError::Store`].
    pub async fn commit(self) -> Result<(), BillingError> {
        crate::crash::point("import.before-commit");
        self.transaction.commit().await?;
        crate::crash::point("import.after-commit");
        Ok(())
    }
}

/// A finding for an id that was recorded with other content (U9).
pub(super) fn changed(conflict: &Conflict, position: Option<Position>) -> Finding {
    Finding {
        rule: "U9",
        severity: Severity::Error,
        path: format!("event {}", conflict.id),
        position,
        message: changed_event(conflict),
        help: Some(Text::new(
            "an event never changes: record the difference as another event, with its own id",
            "un evento nunca cambia: registre la diferencia como otro evento, con su propio id",
        )),
    }
}

/// Names the fields of an event that are not what was recorded.
fn changed_event(conflict: &Conflict) -> Text {
    let changes = fields::difference(&conflict.recorded, &conflict.offered);
    let Text { en, es } = Change::told(&changes);
    let id = &conflict.id;
    Text::new(
        format!("event `{id}` was recorded with other content: {en}"),
        format!("el evento `{id}` se registró con otro contenido: {es}"),
    )
}
