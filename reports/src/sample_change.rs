//! A change to render in tests.

use mru_core::{
    Deployment, Format, Quote,
    change::{
        ChangeAsked, ChangePolicy, Decision, PricedChange, PricedState, Prorating, Requested,
    },
    rate_card::{RateCard, Terms},
};

use crate::change_view::ChangeAbout;

const HEADER: &str = "card = \"demo\"\neffective_from = \"2026-10-01\"\ncurrency = \"USD\"\n\
    mru_price_usd = \"42.00\"\napproved_by = \"x\"\nprovenance = \"x\"";
const WEIGHTS: &str = "component,size,weight_mru,confidence,arithmetic\n\
    container,1x2,3.25,assumption,\nenvironment,production,0,assumption,\n";
const BASE: &str = "environments: [{name: production, kind: production, redundancy: 2, containers: \
    [{name: ms-loans, vcpu: 1, memory_gb: 2, repository: ms-loans, branch: main}]}]";

/// Shows a change by the default and by a policy.
pub(crate) fn each(show: impl Fn(&PricedState<'_>, &ChangeAbout)) {
    let day = "2026-11-21".parse().unwrap();
    let card = RateCard::read(&[("card.toml", HEADER), ("weights.csv", WEIGHTS)]).unwrap();
    let terms = Terms::new(card, None, day).unwrap();
    let quote =
        |text: &str| Quote::of(&Deployment::parse(text, Format::Yaml), &terms, day).unwrap();
    let (base, target) = (quote(BASE), quote(&BASE.replace("redundancy: 2", "redundancy: 3")));
    let change = PricedChange::of(&ChangeAsked {
        base: Some(&base),
        target: &target,
        order: None,
        starts_on: day,
        prorating: Prorating::default(),
    })
    .unwrap();
    let policy = ChangePolicy::read(
        "versions: [{effective_from: 2026-01-01, rules: [{name: large, outcome: blocked, \
         rise_above_usd: 100, rise_above_percent: 10}]}]",
        Format::Yaml,
    )
    .unwrap();
    let about = ChangeAbout {
        ticket: String::from("REQ-412"),
        title: String::from("Enlarge <b>*ticket*"),
        requested_by: String::from("lead@bank.example"),
        ..ChangeAbout::default()
    };
    for version in [None, policy.version(day)] {
        let decision = Decision::of(&change, version, Requested::default());
        show(&PricedState { change: &change, decision: &decision }, &about);
    }
}
