//! The files of a change, read.

use crate::{
    changes::{ChangeError, Input as Of, Proposed},
    failure::Failure,
    files::Input,
};

/// The files of a change, read.
pub(super) struct Files {
    current: Option<Input>,
    proposed: Option<Input>,
    is_order: bool,
}

impl Files {
    /// Reads them; one of the last two is named.
    pub(super) fn read(
        current: Option<&String>,
        proposed: Option<&String>,
        order: Option<&String>,
    ) -> Result<Files, Failure> {
        let stdin = String::from("-");
        let order_or_stdin = order.or(if proposed.is_none() { Some(&stdin) } else { None });
        Files::read_some(current, proposed, order_or_stdin)
    }

    /// Reads those that are named.
    pub(super) fn read_some(
        current: Option<&String>,
        proposed: Option<&String>,
        order: Option<&String>,
    ) -> Result<Files, Failure> {
        let read = |name: Option<&String>| name.map(|name| Input::read(name)).transpose();
        let current = read(current)?;
        Ok(Files { current, proposed: read(order.or(proposed))?, is_order: order.is_some() })
    }

    /// What there shall be, when a file says it.
    pub(super) fn some_proposed(&self) -> Option<Proposed<'_>> {
        let input = self.proposed.as_ref()?;
        let (text, format) = (input.text.as_str(), input.format());
        Some(if self.is_order {
            Proposed::Order(text, format)
        } else {
            Proposed::Whole(text, format)
        })
    }

    /// What there shall be.
    pub(super) fn proposed(&self) -> Proposed<'_> {
        self.some_proposed().unwrap_or(Proposed::Whole("", mru_core::Format::Yaml))
    }

    /// What there is.
    pub(super) fn current(&self) -> Option<(&str, mru_core::Format)> {
        self.current.as_ref().map(|it| (it.text.as_str(), it.format()))
    }

    /// The texts, of what there is and what there shall be.
    pub(super) fn texts(&self) -> (&str, &str) {
        (text(self.current.as_ref()), text(self.proposed.as_ref()))
    }

    /// Says what is wrong, with the text of the file that it is about.
    pub(super) fn failure(&self, error: ChangeError, policy: Option<&Input>) -> Failure {
        let (of, findings) = match error {
            ChangeError::Invalid(of, findings) => (of, findings),
            error => return error.into(),
        };
        let file = match of {
            Of::Current => self.current.as_ref(),
            Of::Policy => policy,
            Of::Proposed | Of::Order | Of::Change => self.proposed.as_ref(),
        };
        let (name, text) = file.map(|it| (it.name.as_str(), it.text.as_str())).unwrap_or_default();
        Failure::invalid(name, text, findings)
    }
}

fn text(of: Option<&Input>) -> &str {
    of.map_or("", |it| it.text.as_str())
}
