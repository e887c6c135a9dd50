//! The pages: what people see in a browser, by the same use cases as the API and the command line.
//!
//! Each file is a page or a few that belong together, with its template beside it. Sentences stand in
//! the templates in both languages, `frame.say(English, Spanish)`. Pages work without scripts.

mod approval;
mod approval_link;
mod approvals;
mod begin;
mod cards;
mod change_form;
mod change_sheet;
mod change_typed;
mod change_words;
mod changes;
mod customers;
mod document;
mod estimate;
mod figures;
mod frame;
mod gate;
mod home;
mod job;
mod months;
mod quote;
mod quotes;
mod reconciliations;
mod refused;
mod sign_in;
mod squares;
mod table;
mod table_of_changes;
mod table_of_quotes;
mod visit;

pub use table::PAGES;

pub(super) use gate::{pass, refuse};
pub(super) use visit::Visit;

/// The form of the answer of every page.
pub(super) const PAGE: &str = "Page";
