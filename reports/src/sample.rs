//! A small quote for the tests of the documents.

use mru_core::{
    Deployment, Format, Quote,
    rate_card::{RateCard, Terms},
};

const DEPLOYMENT: &str = r#"
id = "sample"
customer = "Banco & <Hijos>"

[[environments]]
name = "production"
kind = "production"
redundancy = 2
messaging = ["customers-api"]
containers = [
    { name = "ms-a-1", vcpu = 1, memory_gb = 2, max_tasks = 6, connection_pool = 90, database = "main", repository = "ms-a-1", branch = "main" },
    { name = "ms-a-2", vcpu = 1, memory_gb = 2, repository = "ms-a-2", branch = "main" },
    { name = "ms-a-3", vcpu = 1, memory_gb = 2, repository = "ms-a-3", branch = "main" },
    { name = "ms-b", vcpu = 2, memory_gb = 4, repository = "ms-b", branch = "main" },
]
databases = [{ name = "main", class = "db.r6.large", nodes = 2, schemas = ["a"] }]
"#;

const HEADER: &str = r#"
card = "sample"
effective_from = "2026-10-01"
currency = "USD"
mru_price_usd = "42.00"
approved_by = "rate-card owner"
provenance = "a sample"
remark = "Not a commercial offer."
"#;

const WEIGHTS: &str = "component,size,weight_mru,confidence,arithmetic\n\
    container,1x2,3.25,assumption,\n\
    container,2x4,6.1255,assumption,\n\
    database,db.r6g.large,9,assumption,\n\
    environment,production,0,assumption,\n";

/// Makes the quote.
pub(super) fn quote() -> Quote {
    let card = RateCard::read(&[("card.toml", HEADER), ("weights.csv", WEIGHTS)]).unwrap();
    let as_of = "2026-11-21".parse().unwrap();
    let terms = Terms::new(card, None, as_of).unwrap();
    Quote::of(&Deployment::parse(DEPLOYMENT, Format::Toml), &terms, as_of).unwrap()
}
