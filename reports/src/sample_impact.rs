//! A rate card that is proposed for a few customers, for tests of documents.

use mru_core::{
    Finding, Format, Severity,
    account::{Account, Supplier},
    impact::{Effect, Impact},
    invoice::{Facts, draft},
    metering::{Event, EventFormat},
    rate_card::{RateCard, RateCards},
    text::Text,
};

/// Cards of one weight each.
fn card(day: &str, price: &str, weight: &str) -> RateCard {
    let header = format!(
        "card = \"reference\"\neffective_from = \"{day}\"\ncurrency = \"USD\"\n\
         mru_price_usd = \"{price}\"\napproved_by = \"owner\"\nprovenance = \"test\"\n"
    );
    let weights = format!(
        "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,{weight},assumption,\n"
    );
    RateCard::read(&[("card.toml", &header), ("weights.csv", &weights)]).unwrap()
}

/// A customer with two containers, and what its contract says besides.
fn customer(id: &str, contract: &str) -> Account {
    let text = format!(
        "id = \"{id}\"\neffective_from = \"2026-01-01\"\n\
         legal = {{ name = \"{id} S.A.\", tax_id = \"1-9\", address = [\"Santiago\"] }}\n\
         deployments = [{{ environments = [{{ name = \"production\", kind = \"production\" }}] }}]\n\
         [contract]\nid = \"C-{id}\"\nstarts_on = \"2026-01-01\"\n\
         tax = {{ label = \"IVA\", percent = 19 }}\n{contract}"
    );
    Account::read(&text, Format::Toml).unwrap()
}

/// One customer with a discount, one each with locks, a minimum and another card, and one that cannot
/// be billed: weights go from 1.65 to 1.7 MRU, at USD 42.00.
pub(crate) fn impact() -> Impact {
    let supplier =
        "legal = { name = \"Provider SpA\", tax_id = \"2-7\", address = [\"Santiago\"] }";
    let supplier = Supplier::read(supplier, Format::Toml).unwrap();
    let (old, new) = (card("2026-01-01", "42.00", "1.65"), card("2027-01-01", "42.00", "1.7"));
    let before = RateCards::new([old.clone()]).unwrap();
    let after = RateCards::new([old.clone(), new.clone()]).unwrap();
    let locked = "[contract.prices]\nweights_lock = { as_of = \"2026-01-01\", until = \"2028-01-01\" }\n\
                  price_lock = { mru_price_usd = \"39.50\", until = \"2027-07-01\" }\n";
    let of = |id: &str, contract: &str| {
        let versions = [customer(id, contract)];
        let events = format!(
            "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
             {id}-1,activated,2026-04-01T00:00:00-04:00,{id},production,container,a,1x2,1,2,T\n"
        );
        let events = Event::read(&events, EventFormat::Csv).unwrap();
        let drafted = |cards| {
            let facts = Facts {
                supplier: &supplier,
                versions: &versions,
                events: &events,
                cards,
                earlier: &[],
            };
            draft("2027-01".parse().unwrap(), &facts)
        };
        let contract = &versions[0].contract;
        Effect::between(id, Some(contract), "reference", &drafted(&before), &drafted(&after))
    };
    let finding = Finding {
        rule: "U3",
        severity: Severity::Error,
        path: String::from("event e1"),
        position: None,
        message: Text::new("it was removed twice", "se eliminó dos veces"),
        help: None,
    };
    let customers = vec![
        of("bank", "discount = { percent = 20, label = \"Volume\" }\n"),
        of("insurer", locked),
        of("media", "minimum = { usd = \"750.00\" }\n"),
        Effect::set_aside("pharmacy", vec![finding]),
        of("travel", "commitment = { mru = 110 }\n"),
        of("university", ""),
    ];
    Impact::of("2027-01".parse().unwrap(), &new, Some(&old), customers).unwrap()
}
