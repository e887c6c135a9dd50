//! What a deployment has, as far as it is priced, as a hash.

use serde_json::json;

use crate::{
    digest::sha256,
    materials::{Charge, NoCharge, Place},
    quote::Quote,
};

/// Hashes what a deployment has, as far as it is priced: environments with their kinds, and of each
/// component place, kind, name, size, quantity, redundancy, range and entry of the rate card. No price
/// is in it, so that the same state has the same hash under every card.
///
/// # Example
///
/// ```
/// # let header = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
/// # mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
/// # let weights = "component,size,weight_mru,confidence,arithmetic\n\
/// # container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
/// # let card = mru_core::rate_card::RateCard::read(&[("card.toml", header), ("weights.csv", weights)]).unwrap();
/// # let text = "environments: [{name: production, kind: production, redundancy: 2, containers: \
/// # [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";
/// # let day = "2026-11-21".parse().unwrap();
/// # let terms = mru_core::rate_card::Terms::new(card, None, day).unwrap();
///
/// use mru_core::{Deployment, Format, Quote, change::state_hash};
///
/// let quote = |text: &str| Quote::of(&Deployment::parse(text, Format::Yaml), &terms, day).unwrap();
/// let hash = state_hash(Some(&quote(text)));
/// // A branch has no price, a redundancy factor has.
/// assert_eq!(state_hash(Some(&quote(&text.replace("branch: main", "branch: trunk")))), hash);
/// assert_ne!(state_hash(Some(&quote(&text.replace("redundancy: 2", "redundancy: 3")))), hash);
/// assert_ne!(state_hash(None), hash);
/// ```
pub fn state_hash(quote: Option<&Quote>) -> String {
    let Some(quote) = quote else { return sha256(b"nothing") };
    let mut environments: Vec<String> = quote
        .deployment
        .environments
        .iter()
        .map(|it| json!([it.name, it.kind]).to_string())
        .collect();
    environments.sort_unstable();
    let mut lines: Vec<String> = quote
        .priced
        .lines()
        .filter(|line| is_priced(&line.item.charge))
        .map(|line| {
            let item = line.item;
            let charge = match &item.charge {
                Charge::Entry(entry) => entry.as_str().to_owned(),
                Charge::None(reason) => format!("{:?}", reason.class),
            };
            let place = match item.place {
                Place::Shared => "",
                Place::Environment(_) => quote.place_name(item.place),
            };
            json!([
                place,
                item.kind.id,
                item.name,
                item.role,
                item.size,
                item.quantity.normalize().to_string(),
                item.multiplier,
                item.max_tasks,
                charge,
            ])
            .to_string()
        })
        .collect();
    lines.sort_unstable();
    sha256(json!({ "environments": environments, "lines": lines }).to_string().as_bytes())
}

/// Whether something has a price, or may get one: what comes with a container or by default has none.
const fn is_priced(charge: &Charge) -> bool {
    match charge {
        Charge::Entry(_) => true,
        Charge::None(reason) => matches!(reason.class, NoCharge::OutsideMrus),
    }
}
