//! Documents to export: the fixtures under several contracts, with everything that can be on a line.

use chrono::{DateTime, NaiveDate, Utc};
use mru_core::{
    Deployment, Format, Quote,
    account::Account,
    calendar::{Period, Zone},
    invoice::{
        Credit, CreditAmount, CreditReason, Earlier, Facts, LineKind, Statement, credit, draft,
    },
    metering::{Event, Slot, What, activations},
    rate_card::Terms,
    units::Usd,
};
use mru_service::tables::{self, Tables};
use mru_tests::{
    month::supplier,
    run::{EXAMPLES, deployment_file, root},
};
use reports::{Balance, export::Exported};

/// What contracts agree on: nothing special, everything at once, and the other kind of everything.
pub(crate) const CONTRACTS: [&str; 3] = [
    "tax = { label = \"IVA\", percent = 19 }\n",
    "tax = { label = \"IVA\", percent = 19 }\nproration = \"hourly\"\nlanguage = \"en\"\n\
     prices = { mru_price_usd = \"38.25\" }\ncommitment = { mru = 100000 }\n\
     discount = { percent = 7.5, label = \"framework\" }\n\
     elasticity = { policy = \"allowance\", allowance_instance_hours = 1 }\n",
    "tax = { label = \"VAT\", exemption = \"exported service\" }\ntime_zone = \"Asia/Kolkata\"\n\
     minimum = { usd = \"1234567.89\" }\ndiscount = { percent = 0.3333, label = \"\" }\n",
];

/// A document with its number and day.
pub(crate) struct Issued {
    pub(crate) number: String,
    pub(crate) day: NaiveDate,
    pub(crate) statement: Statement,
}

/// What exports see of documents.
pub(crate) fn exported(documents: &[Issued]) -> Vec<Exported<'_>> {
    documents
        .iter()
        .map(|it| Exported {
            number: &it.number,
            issued_on: it.day,
            recorded_at: recorded_at(it.day),
            due_on: Balance::of(&it.statement)
                .due(it.day + chrono::Days::new(it.statement.due_days.into())),
            state: "issued",
            early_reason: "",
            tax: None,
            statement: &it.statement,
        })
        .collect()
}

/// When a document of a day is recorded: at noon, and a part of a second.
pub(crate) fn recorded_at(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_milli_opt(12, 0, 0, 987).unwrap().and_utc()
}

/// Every document of every example under every contract.
pub(crate) fn all() -> Vec<Issued> {
    let pairs = EXAMPLES.iter().flat_map(|it| CONTRACTS.iter().map(move |contract| (it, contract)));
    pairs.enumerate().flat_map(|(at, (example, contract))| of(at, example, contract)).collect()
}

/// October, three credit notes about it, and November with corrections of October.
pub(crate) fn of(series: usize, example: &str, contract: &str) -> Vec<Issued> {
    let tables = tables::load(None).unwrap();
    let supplier = supplier();
    let october: Period = "2026-10".parse().unwrap();
    let quote = quote(example, &tables, october);
    let account = account(&quote.deployment, contract);
    let zone = account.contract.time_zone;
    let mut events =
        activations(&quote, "customer", "main", zone.start_of(october.first_day()), "REQ-1");
    events.extend(extra(&events, zone));
    let issue = |period, events: &[Event], earlier: &[Earlier]| {
        let versions = std::slice::from_ref(&account);
        let facts = Facts { supplier: &supplier, versions, events, cards: &tables.cards, earlier };
        draft(period, &facts).unwrap().unwrap()
    };
    let number = |kind: &str, at| format!("{kind}-{series}-{at}");
    let mut earlier =
        vec![Earlier { number: number("INV", 1), statement: issue(october, &events, &[]) }];
    for (at, reason, amount) in [
        (1, CreditReason::Correction, CreditAmount::Days(3)),
        (2, CreditReason::ServiceLevel, CreditAmount::Usd(Usd::of_cents(1234))),
        (3, CreditReason::Goodwill, CreditAmount::Whole),
    ] {
        let note = credit_note(&earlier, reason, amount);
        earlier.push(Earlier { number: number("CN", at), statement: note });
    }
    events.extend(late(&events, zone));
    let statement = issue(october.next(), &events, &earlier);
    earlier.push(Earlier { number: number("INV", 2), statement });
    let days = ["2026-11-02", "2026-11-10", "2026-11-11", "2026-11-12", "2026-12-01"];
    earlier
        .into_iter()
        .zip(days)
        .map(|(it, day)| Issued {
            number: it.number,
            day: day.parse().unwrap(),
            statement: it.statement,
        })
        .collect()
}

fn quote(example: &str, tables: &Tables, period: Period) -> Quote {
    let path = deployment_file(&root().join("fixtures/deployments"), example);
    let text = std::fs::read_to_string(&path).unwrap();
    let parsed = Deployment::parse(&text, Format::guess(&path.to_string_lossy(), &text));
    let card = tables.cards.select("reference", period.first_day()).unwrap();
    let terms = Terms::new(card, None, period.first_day()).unwrap();
    Quote::of(&parsed, &terms, period.first_day()).unwrap()
}

fn account(deployment: &Deployment, contract: &str) -> Account {
    let environments: Vec<String> = deployment
        .environments
        .iter()
        .map(|it| format!("{{ name = \"{}\", kind = \"{}\" }}", it.name, it.kind.unwrap().as_str()))
        .collect();
    let text = format!(
        "id = \"customer\"\neffective_from = \"2026-01-01\"\n\
         legal = {{ name = \"=Customer, \\\"S.A.\\\"\", tax_id = \"1-9\", address = [\"Santiago\"] }}\n\
         deployments = [{{ environments = [{}] }}]\n\
         [contract]\nid = \"C-1\"\nstarts_on = \"2026-01-01\"\n{contract}",
        environments.join(", ")
    );
    Account::read(&text, Format::Toml).unwrap()
}

fn container(events: &[Event]) -> &Event {
    let mut containers = events.iter().filter(|it| it.slot.component == "container");
    containers.clone().find(|it| it.slot.environment == "production").or(containers.next()).unwrap()
}

/// A charge of its own, a part of a month, and elastic use where the container has any.
fn extra(events: &[Event], zone: Zone) -> Vec<Event> {
    let at = |day: &str| zone.start_of(day.parse().unwrap());
    let base = container(events);
    let mut extra = vec![
        Event {
            id: String::from("once"),
            at: at("2026-10-14"),
            slot: Slot {
                environment: String::from("shared"),
                component: String::from("domain-registration"),
                name: String::from("+example.com"),
                ..base.slot.clone()
            },
            what: What::OneOff {
                usd: Usd::of_cents(1999),
                description: String::from("a year of example.com"),
            },
            ..base.clone()
        },
        Event {
            id: String::from("part"),
            at: at("2026-10-12") + chrono::Duration::seconds(4321),
            slot: Slot { name: String::from("@half a month"), ..base.slot.clone() },
            ..base.clone()
        },
    ];
    if let What::Activated(size) = &base.what
        && let Some(tasks) =
            size.max_tasks.filter(|max| u64::from(*max) > size.base_tasks().unwrap_or(0))
    {
        let from = at("2026-10-20");
        let until = from + chrono::Duration::seconds(100_001);
        extra.push(Event {
            id: String::from("burst"),
            at: from,
            what: What::ElasticSample { until, tasks },
            ..base.clone()
        });
    }
    extra
}

/// What is only learnt in November about October: less of a container, and another charge.
fn late(events: &[Event], zone: Zone) -> Vec<Event> {
    let part = events.iter().find(|it| it.id == "part").unwrap();
    let once = events.iter().find(|it| it.id == "once").unwrap();
    vec![
        Event {
            id: String::from("late removal"),
            at: zone.start_of("2026-10-20".parse().unwrap()),
            what: What::Removed { requested_on: None },
            ..part.clone()
        },
        Event {
            id: String::from("late charge"),
            what: What::OneOff {
                usd: Usd::of_cents(500),
                description: String::from("the transfer of it"),
            },
            ..once.clone()
        },
    ]
}

/// A credit note about the first document, of its next component that nothing was given back of.
fn credit_note(earlier: &[Earlier], reason: CreditReason, amount: CreditAmount) -> Statement {
    let invoice = &earlier[0];
    let lines = invoice
        .statement
        .lines
        .iter()
        .filter(|it| it.kind() == LineKind::Component && it.usd > Usd::of_cents(1234));
    let line = lines.map(|it| it.line).nth(earlier.len() - 1).unwrap_or(1);
    credit(invoice, earlier, &[Credit { line, amount }], reason).unwrap()
}
