//! The month: what a quote says is what a whole month of it is billed.

use mru_core::{
    Deployment, Format, Quote,
    account::{Account, Supplier},
    calendar::{Period, Zone},
    invoice::{Facts, LineKind, draft},
    metering::activations,
    rate_card::Terms,
};
use mru_service::tables::Tables;

const SUPPLIER: &str =
    r#"legal = { name = "Provider SpA", tax_id = "76.111.111-1", address = ["Santiago"] }"#;

/// The account of a customer with the environments of a deployment.
fn account(deployment: &Deployment) -> Account {
    let environments: Vec<String> = deployment
        .environments
        .iter()
        .map(|it| format!("{{ name = \"{}\", kind = \"{}\" }}", it.name, it.kind.unwrap().as_str()))
        .collect();
    let text = format!(
        "id = \"customer\"\neffective_from = \"2026-01-01\"\n\
         legal = {{ name = \"Customer S.A.\", tax_id = \"1-9\", address = [\"Santiago\"] }}\n\
         deployments = [{{ environments = [{}] }}]\n\
         [contract]\nid = \"C-1\"\nstarts_on = \"2026-01-01\"\ntax = {{ label = \"IVA\", percent = 19 }}\n",
        environments.join(", ")
    );
    Account::read(&text, Format::Toml).unwrap()
}

#[test]
fn a_whole_month_costs_what_the_quote_says() {
    let tables = Tables::load(None).unwrap();
    let supplier = Supplier::read(SUPPLIER, Format::Toml).unwrap();
    let period: Period = "2026-10".parse().unwrap();
    let terms = Terms::new(
        tables.cards.select("reference", period.first_day()).unwrap(),
        None,
        period.first_day(),
    )
    .unwrap();
    for entry in std::fs::read_dir("../fixtures/deployments").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let parsed = Deployment::parse(&text, Format::guess(&name, &text));
        let Ok(quote) = Quote::of(&parsed, &terms, period.first_day()) else { continue };
        let account = account(&quote.deployment);
        let at = Zone::SANTIAGO.start_of(period.first_day());
        let events = activations(&quote, "customer", "main", at, "REQ-1");
        let facts = Facts {
            supplier: &supplier,
            versions: std::slice::from_ref(&account),
            events: &events,
            cards: &tables.cards,
            earlier: &[],
        };
        let statement = draft(period, &facts).unwrap().unwrap();
        assert_eq!(statement.totals.net_usd, quote.priced.total.usd, "{name}");
        assert_eq!(statement.totals.mru, quote.priced.total.mru.as_decimal(), "{name}");
        assert!(
            statement
                .lines
                .iter()
                .all(|it| it.kind == LineKind::Tax || it.kind == LineKind::Component)
        );
    }
}
