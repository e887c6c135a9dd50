//! What tests record in a store: a supplier, customers and their events, as people hand them in.

use serde_json::Value;

use crate::store::Store;

/// The company that sends the invoices.
pub const SUPPLIER: &str =
    r#"legal = { name = "Provider SpA", tax_id = "76.111.111-1", address = ["Santiago"] }"#;

/// The heading of a file of events.
pub const HEADING: &str =
    "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n";

/// What the customers `alpha` and `beta` have in April 2026: a container each, and a cache for the
/// last twenty of thirty days.
pub const EVENTS: &str = "e1,activated,2026-04-01T00:00:00-04:00,alpha,production,container,ms-loans,1x2,1,2,REQ-1\n\
    e2,activated,2026-04-11T09:00:00-04:00,alpha,production,cache,sessions,cache.t3.micro,2,,REQ-2\n\
    e3,activated,2026-04-01T00:00:00-04:00,beta,production,container,ms-cards,2x4,1,2,REQ-3\n";

/// A customer with one production environment.
#[derive(Clone, Copy, Debug)]
pub struct Customer<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its legal name; made of the id when there is none.
    pub name: Option<&'a str>,
    /// Its tax id.
    pub tax_id: &'a str,
    /// The first day of this version of it.
    pub effective_from: &'a str,
    /// The first day of its contract.
    pub starts_on: &'a str,
    /// Per cent of IVA.
    pub tax: &'a str,
    /// Further lines of its contract.
    pub contract: &'a str,
}

impl<'a> Customer<'a> {
    /// A customer since April 2026, who pays 19 % of IVA.
    pub const fn of(id: &'a str) -> Customer<'a> {
        Customer {
            id,
            name: None,
            tax_id: "1-9",
            effective_from: "2026-04-01",
            starts_on: "2026-04-01",
            tax: "19",
            contract: "",
        }
    }

    /// The text of its file.
    pub fn text(&self) -> String {
        let Customer { id, tax_id, effective_from, starts_on, tax, contract, .. } = self;
        let name = self.name.map_or_else(|| format!("{id} S.A."), str::to_owned);
        format!(
            "id = \"{id}\"\neffective_from = \"{effective_from}\"\n\
             legal = {{ name = \"{name}\", tax_id = \"{tax_id}\", address = [\"Santiago\"] }}\n\
             deployments = [{{ environments = [{{ name = \"production\", kind = \"production\" }}] }}]\n\
             [contract]\nid = \"C-{id}\"\nstarts_on = \"{starts_on}\"\n\
             tax = {{ label = \"IVA\", percent = {tax} }}\n{contract}"
        )
    }
}

impl Store {
    /// Records the supplier, which makes the store.
    #[track_caller]
    pub fn begin(&self) {
        self.ok(&["supplier", "put", &self.file("supplier.toml", SUPPLIER)]);
    }

    /// Writes the file of a customer beside the store and returns its name.
    pub fn customer_file(&self, customer: Customer<'_>) -> String {
        self.file(&format!("{}.toml", customer.id), &customer.text())
    }

    /// Records customers.
    #[track_caller]
    pub fn admit(&self, customers: &[Customer<'_>]) {
        let files: Vec<String> = customers.iter().map(|it| self.customer_file(*it)).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        self.ok(&[&["customer", "put"][..], &files].concat());
    }

    /// Records events by the rows of a file, and returns what was said.
    #[track_caller]
    pub fn import(&self, rows: &str) -> String {
        self.ok(&["meter", "import", &self.file("events.csv", &format!("{HEADING}{rows}"))])
    }

    /// Records the supplier, `alpha` and `beta`, and [`EVENTS`].
    #[track_caller]
    pub fn record(&self) {
        self.begin();
        self.admit(&[Customer::of("alpha"), Customer::of("beta")]);
        self.import(EVENTS);
    }

    /// Bills a month and issues it on a day.
    #[track_caller]
    pub fn issue(&self, month: &str, day: &str) {
        self.ok(&["bill", month]);
        self.ok(&["invoice", "issue", month, "--issue-date", day]);
    }

    /// What a command says in JSON.
    ///
    /// # Panics
    ///
    /// When it fails or says something else.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let shown = self.ok(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&shown).expect("JSON")
    }
}
