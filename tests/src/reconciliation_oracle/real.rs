//! A month as the real reconciliation takes it.

use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock};

use chrono::{DateTime, Utc};
use mru_core::{
    account::Account,
    cost_model::{Cause, Model, PriceList, causes},
    costs::{Basis, CostAmount, CostGroup, CostPlace, Costs, corrected_month},
    invoice::Facts,
    metering::Event,
    reconciliation::{
        Allocation, Inputs, MeteredCustomer, ReconcileError, Reconciliation, Sources,
    },
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    case::{Case, Charge, Customer, Life, Segment, Whose},
    exact::{decimal_text, exact},
};
use crate::{
    month::{Office, account, events, plain_account},
    run::root,
};

/// What each entry of the rate card uses at AWS.
pub type Causes = BTreeMap<String, Vec<Cause<'static>>>;

static OFFICE: LazyLock<Office> = LazyLock::new(Office::default);

static MODEL: LazyLock<(Model, PriceList)> = LazyLock::new(|| {
    let read = |name: &str| {
        std::fs::read_to_string(root().join("pricing-tables").join(name)).expect("a file")
    };
    let (model, _) = Model::read(&read("models/reference-2026-10-01.toml")).expect("the model");
    let prices = PriceList::read(&read("sources/aws-us-east-1-2026-10.csv")).expect("prices");
    (model, prices)
});

static CAUSES: LazyLock<Causes> =
    LazyLock::new(|| causes(&MODEL.1, &MODEL.0).expect("causes of the reference card"));

static DOUBLE: LazyLock<PriceList> = LazyLock::new(|| {
    let mut prices = MODEL.1.clone();
    for price in &mut prices.prices {
        price.usd += price.usd;
    }
    prices
});

static DOUBLED: LazyLock<Causes> =
    LazyLock::new(|| causes(&DOUBLE, &MODEL.0).expect("causes of the reference card"));

/// The cost model of the reference card, and its prices.
pub fn model() -> &'static (Model, PriceList) {
    &MODEL
}

/// What the entries of the reference card use at AWS.
pub fn reference_causes() -> &'static Causes {
    &CAUSES
}

/// The same at twice the prices.
pub fn scaled_causes() -> &'static Causes {
    &DOUBLED
}

/// A month with everything that is read once.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Whose it is.
    pub allocation: Allocation,
    /// What was metered and billed.
    pub customers: Vec<MeteredCustomer>,
    /// What the entries of the rate card use at AWS.
    pub causes: &'static Causes,
    /// Which cost is compared.
    pub basis: Basis,
}

impl Prepared {
    /// Reads a month.
    pub fn new(case: &Case, basis: Basis) -> Prepared {
        let text = case.allocation();
        let allocation =
            Allocation::read(&text).unwrap_or_else(|findings| panic!("{findings:#?}\n{text}"));
        let customers = case.customers.iter().map(|it| metered_customer(case, it)).collect();
        Prepared { allocation, customers, causes: &CAUSES, basis }
    }

    /// Reconciles charges of the month.
    ///
    /// # Errors
    ///
    /// [`ReconcileError`].
    pub fn reconcile(&self, case: &Case) -> Result<Reconciliation, ReconcileError> {
        let groups: Vec<CostGroup<'_>> =
            case.charges.iter().map(|it| it.group(case, self.basis)).collect();
        let inputs = self.inputs(case, &groups);
        Reconciliation::of(&inputs, Sources::default())
    }

    /// What the real reconciliation is asked.
    pub fn inputs<'a>(&'a self, case: &Case, groups: &'a [CostGroup<'a>]) -> Inputs<'a> {
        Inputs {
            month: case.written_month().parse().expect("a month"),
            basis: self.basis,
            groups,
            invoices: &[],
            allocation: &self.allocation,
            causes: self.causes,
            hours_per_month: Decimal::from(730),
            customers: &self.customers,
        }
    }
}

fn metered_customer(case: &Case, customer: &Customer) -> MeteredCustomer {
    let versions = [customer.account()];
    let events = customer.events();
    let facts = Facts {
        supplier: &OFFICE.supplier,
        versions: &versions,
        events: &events,
        cards: &OFFICE.cards,
        earlier: &[],
    };
    let month = case.written_month().parse().expect("a month");
    let said = |findings: Vec<mru_core::Finding>| panic!("{findings:#?}\n{customer:#?}");
    let statement = mru_core::invoice::draft(month, &facts).unwrap_or_else(said);
    MeteredCustomer::of(&customer.id, &facts, month, statement.as_ref())
        .unwrap_or_else(|findings| panic!("{findings:#?}\n{customer:#?}"))
}

/// An instant as event files write it.
fn written(at: i64) -> String {
    DateTime::<Utc>::from_timestamp(at, 0).expect("an instant").to_rfc3339()
}

impl Customer {
    /// Its account.
    fn account(&self) -> Account {
        let weights: Vec<Value> =
            self.free.iter().map(|entry| json!({ "entry": entry, "weight_mru": "0" })).collect();
        let contract = json!({ "time_zone": self.zone, "prices": { "weights": weights } });
        let mut plain = plain_account("2026-01-01", &contract);
        plain["id"] = json!(self.id);
        account(&plain)
    }

    /// The events of its components.
    pub fn events(&self) -> Vec<Event> {
        let lives = self.lives.iter().enumerate();
        let rows: Vec<Value> =
            lives.flat_map(|(at, life)| life.rows(&self.id, &format!("e{at}"))).collect();
        if rows.is_empty() { Vec::new() } else { events(&rows) }
    }
}

impl Segment {
    fn base(&self) -> u32 {
        self.thousandths / 1000 * self.redundancy
    }
}

impl Life {
    fn rows(&self, customer: &str, id: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let row = |rows: &mut Vec<Value>, kind: &str, at: i64| {
            let id = format!("{id}-{}", rows.len());
            let mut row = json!({
                "id": id, "type": kind, "time": written(at), "customer": customer,
                "deployment": self.deployment, "environment": self.environment,
                "component": self.kind, "name": self.name, "ticket": "REQ-1",
            });
            if self.environment == "shared" {
                row.as_object_mut().expect("an object").remove("environment");
            }
            row
        };
        for (at, segment) in self.segments.iter().enumerate() {
            let kind = if at == 0 { "activated" } else { "resized" };
            let mut it = row(&mut rows, kind, segment.from);
            let thousandths = exact(&format!("{}e-3", segment.thousandths));
            it["quantity"] = json!(decimal_text(&thousandths, 3));
            if !segment.size.is_empty() {
                it["size"] = json!(segment.size);
            }
            if self.kind == "container" {
                it["max_tasks"] = json!(segment.base() + 9);
                if self.environment == "production" {
                    it["redundancy"] = json!(segment.redundancy);
                }
            }
            rows.push(it);
        }
        for sample in &self.samples {
            let of = self.segments.iter().rfind(|it| it.from <= sample.from).expect("a size");
            let mut it = row(&mut rows, "elastic-sample", sample.from);
            it["tasks"] = json!(of.base() + sample.excess);
            it["until"] = json!(written(sample.until));
            rows.push(it);
        }
        if let Some(end) = self.end {
            let it = row(&mut rows, "removed", end);
            rows.push(it);
        }
        rows
    }
}

impl Charge {
    /// The group of rows that says it. Other bases than the one compared say something else.
    pub fn group<'a>(&'a self, case: &Case, basis: Basis) -> CostGroup<'a> {
        let number = |text: &str| text.parse::<CostAmount>().expect("an amount");
        let (usd, other) = (number(&self.usd), Some(CostAmount::from(7)));
        let one = |it: Basis| if it == basis { Some(usd) } else { other };
        let at = |seconds| DateTime::<Utc>::from_timestamp(seconds, 0).expect("an instant");
        let until = case.instant(self.day + self.more_days + 1);
        let before = |days: u32| case.instant(1) - i64::from(days + 1) * 86_400;
        let (start, end) = match self.days_before {
            None => (case.instant(self.day), until),
            Some(days) => (before(days), before(days) + 3600),
        };
        let period = case.written_month().parse().expect("a month");
        CostGroup {
            period,
            account: &self.account,
            service: &self.service,
            usage_type: self.usage_type.as_deref(),
            operation: None,
            region: Some("us-east-1"),
            environment: self.environment.as_deref(),
            component: self.component.as_deref(),
            unit: Some("Hrs"),
            invoice: self.invoice,
            resource: None,
            line: self.line,
            corrects: corrected_month(period, start, end),
            usage: self.quantity.as_deref().map(number),
            costs: Costs {
                unblended: one(Basis::Unblended),
                amortised: one(Basis::Amortised),
                net_unblended: one(Basis::NetUnblended),
                net_amortised: one(Basis::NetAmortised),
            },
            rows: 1,
            start: at(start),
            end: at(end),
            first: CostPlace { file: "cur.parquet", row: self.row },
        }
    }
}

impl Case {
    /// The file of the allocation.
    pub fn allocation(&self) -> String {
        let mut text =
            String::from("environment_tag = \"environment\"\ncomponent_tag = \"component\"\n");
        let _ = writeln!(text, "sharing = \"{}\"", self.sharing);
        for it in &self.accounts {
            let _ = writeln!(text, "[[accounts]]\naccount = \"{}\"", it.account);
            match &it.whose {
                Whose::Customer(id, deployment) => {
                    let _ = writeln!(text, "customer = \"{id}\"");
                    if !deployment.is_empty() {
                        let _ = writeln!(text, "deployment = \"{deployment}\"");
                    }
                }
                Whose::Shared => text.push_str("shared = true\n"),
                Whose::Unmapped => panic!("what is not mapped stands nowhere"),
            }
            for (field, day) in [("first_day", it.first_day), ("last_day", it.last_day)] {
                if let Some(day) = day {
                    let _ = writeln!(text, "{field} = \"{}-{day:02}\"", self.written_month());
                }
            }
        }
        for ((service, usage_type), counts_as) in &self.usage {
            let _ =
                writeln!(text, "[[usage]]\nservice = \"{service}\"\nusage_type = \"{usage_type}\"");
            let _ = writeln!(text, "counts_as = \"{counts_as}\"\nreason = \"a rule\"");
        }
        for (value, environment) in &self.aliases {
            let _ = writeln!(
                text,
                "[[environments]]\nvalue = \"{value}\"\nenvironment = \"{environment}\""
            );
        }
        if self.sharing == "fixed" {
            for (customer, parts) in &self.parts {
                let _ = writeln!(text, "[[parts]]\ncustomer = \"{customer}\"\nparts = {parts}");
            }
        }
        text
    }
}
