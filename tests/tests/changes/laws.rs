//! Laws of priced changes: sums, order, notation, and the target that an order makes.

use mru_core::{
    Deployment, Format, Quote,
    calendar::{Proration, Zone},
    change::{ChangeAsked, ChangeOrder, LineChange, PricedChange, Prorating},
    units::{Mru, Usd},
};
use mru_tests::{
    generate::{self, Agreed, day as quoted_day, toml},
    run::{EXAMPLES, deployment_file, root},
};
use proptest::prelude::*;

use super::{change, day, deployment, quote};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() }
}

fn prorating() -> impl Strategy<Value = Prorating> {
    prop_oneof![
        Just(Proration::Daily),
        Just(Proration::WholeMonth),
        Just(Proration::ThirtyDays),
        Just(Proration::Hourly),
    ]
    .prop_map(|proration| Prorating { proration, zone: Zone::SANTIAGO })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn lines_sum_to_the_difference_of_the_quotes(
        (one, other) in (generate::deployment(), generate::deployment()),
        agreed in generate::agreed(),
        prorating in prorating(),
        on in 1_u32..31,
    ) {
        let terms = agreed.terms();
        let (base, target) = (generate::quote(&one, &terms)?, generate::quote(&other, &terms)?);
        let starts_on = chrono::NaiveDate::from_ymd_opt(2026, 11, on).expect("a day");
        let asked = |base, target| ChangeAsked { base, target, order: None, starts_on, prorating };
        // What a removal leaves behind is refused, and is no matter of sums.
        let Ok(change) = PricedChange::of(&asked(Some(&base), &target)) else { return Ok(()) };
        let (mut mru, mut usd, mut month) = (Mru::ZERO, Usd::ZERO, Usd::ZERO);
        for line in &change.lines {
            mru = mru.plus(line.mru).expect("a sum");
            usd = usd.plus(line.usd).expect("a sum");
            month = month.plus(line.month_usd).expect("a sum");
        }
        let (before, after) = (base.priced.total, target.priced.total);
        prop_assert_eq!(mru.as_decimal(), after.mru.as_decimal() - before.mru.as_decimal());
        prop_assert_eq!(usd.as_decimal(), after.usd.as_decimal() - before.usd.as_decimal());
        prop_assert_eq!(usd, change.difference.usd);
        prop_assert_eq!(month, change.month.difference);
        let places = change.places.iter();
        let places = places.map(|it| it.after.usd.as_decimal() - it.before.usd.as_decimal());
        prop_assert_eq!(places.sum::<rust_decimal::Decimal>(), usd.as_decimal());
        // Every line of either side is in one place: changed on it, or the same on both.
        let of = |side: LineChange| change.lines.iter().filter(|it| it.change != side).count();
        prop_assert_eq!(base.priced.lines().len(), change.unchanged + of(LineChange::Added));
        prop_assert_eq!(target.priced.lines().len(), change.unchanged + of(LineChange::Removed));
        // From the first day of a month on, the month rises as every month does.
        if on == 1 && prorating.proration != Proration::WholeMonth {
            prop_assert_eq!(change.month.difference, change.difference.usd);
        }
    }

    #[test]
    fn nothing_changes_between_a_deployment_and_itself_in_any_order_and_notation(
        deployment in generate::deployment(),
    ) {
        let terms = Agreed::standard().terms();
        let base = generate::quote(&deployment, &terms)?;
        let mut turned = deployment.clone();
        if let Some(environments) = turned["environments"].as_array_mut() {
            environments.reverse();
        }
        let parsed = Deployment::parse(&toml(&turned), Format::Toml);
        let Ok(target) = Quote::of(&parsed, &terms, quoted_day()) else { return Ok(()) };
        let change = PricedChange::of(&ChangeAsked {
            base: Some(&base),
            target: &target,
            order: None,
            starts_on: quoted_day(),
            prorating: Prorating::default(),
        })
        .expect("a change");
        prop_assert!(change.lines.is_empty(), "{:#?}", change.lines);
        prop_assert_eq!(&change.base_state, &change.target_state);
    }
}

/// The stored form of a deployment is its JSON: it reads back as what it was.
#[test]
fn a_deployment_reads_back_from_its_own_json() {
    for name in EXAMPLES {
        let path = deployment_file(&root().join("fixtures/deployments"), name);
        let text = std::fs::read_to_string(&path).expect("a file");
        let format = Format::guess(&path.display().to_string(), &text);
        let deployment = Deployment::parse(&text, format).deployment.expect("a deployment");
        let written = serde_json::to_string(&deployment).expect("JSON");
        let again = Deployment::parse(&written, Format::Json);
        assert!(again.findings().iter().all(|it| !it.rule.starts_with('F')), "{name}");
        assert_eq!(again.deployment.as_ref(), Some(&deployment), "{name}");
    }
}

/// EX6b of the domain: April has 30 days; weights are those of the card (1.65, 6.5, 12.4 and 1 MRU at
/// USD 40), and the sums are made by hand.
#[test]
fn the_change_order_of_the_worked_example() {
    let path = deployment_file(&root().join("fixtures/deployments"), "ex6-insurer-two-stage");
    let text = std::fs::read_to_string(path).expect("a file");
    let card = |file: &str| {
        let path = root().join("pricing-tables/reference/2026-01-01").join(file);
        std::fs::read_to_string(path).expect("a card")
    };
    let folder = root().join("pricing-tables/reference/2026-01-01");
    let names = mru_tests::run::list(&folder).into_iter().filter(|it| it.is_file());
    let names: Vec<String> =
        names.map(|it| it.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    let texts: Vec<String> = names.iter().map(|it| card(it)).collect();
    let files: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let card = mru_core::rate_card::RateCard::read(&files).expect("a card");
    let terms = mru_core::rate_card::Terms::new(card, None, day("2026-04-01")).expect("terms");
    let base = Quote::of(&Deployment::parse(&text, Format::Toml), &terms, day("2026-04-01"));
    let base = base.expect("a quote");
    let order = ChangeOrder::read(
        "{ticket: REQ-7, requested_by: dev-lead@insurer.example, starts_on: 2026-04-11, changes: [\
         {op: add, component: container, environment: production, fields: {name: ms-endorsements, vcpu: 1, memory_gb: 2, max_tasks: 4, repository: ms-endorsements, branch: main}},\
         {op: add, component: container, environment: certification, fields: {name: ms-endorsements, vcpu: 1, memory_gb: 2, repository: ms-endorsements, branch: develop}},\
         {op: add, component: pipelines, fields: {repository: ms-endorsements}},\
         {op: resize, component: database, environment: production, name: main, fields: {class: db.r6.xlarge}, starts_on: 2026-04-21},\
         {op: remove, component: developer-access, starts_on: 2026-04-16}]}",
        Format::Yaml,
    )
    .unwrap_or_else(|it| panic!("{it:#?}"));
    let target = order.apply(&base.deployment).unwrap_or_else(|it| panic!("{it:#?}"));
    let target =
        Quote::of(&target, &terms, day("2026-04-01")).unwrap_or_else(|it| panic!("{it:#?}"));
    let change = PricedChange::of(&ChangeAsked {
        base: Some(&base),
        target: &target,
        order: Some(&order),
        starts_on: day("2026-04-01"),
        prorating: Prorating::default(),
    })
    .expect("a change");
    // 3 × 1.65 + 2 × (12.4 − 6.5) − 1 × 1.
    assert_eq!(change.difference.mru.to_string(), "15.75");
    assert_eq!(change.difference.usd.to_string(), "630.00");
    let month = |component: &str, place: &str| {
        let mut found =
            change.lines.iter().filter(|it| it.component == component && it.environment == place);
        found.next().unwrap_or_else(|| panic!("{component} in {place}")).month_usd.to_string()
    };
    assert_eq!(month("container", "production"), "88.00");
    assert_eq!(month("container", "certification"), "44.00");
    // 520 × 20/30 + 992 × 10/30 − 520, each rounded to cents.
    assert_eq!(month("database", "production"), "157.34");
    // 160 × 15/30 + 120 × 15/30 − 160.
    assert_eq!(month("developer-access", "shared"), "-20.00");
    assert_eq!(change.month.difference.to_string(), "269.34");
    assert_eq!(change.month.period.to_string(), "2026-04");
    let missing: Vec<&str> = change.missing.iter().map(|it| it.field.as_str()).collect();
    assert!(missing.contains(&"env_vars_per_environment"), "{missing:?}");
}

#[test]
fn only_what_is_priced_is_in_the_hash() {
    let base = deployment(1, 1, "shared: {developers: 2}");
    let target = deployment(2, 1, "shared: {developers: 3}");
    let hash = change(Some(&base), &target).hash();
    let state = change(Some(&base), &target).target_state;
    let noise: [(&str, String); 6] = [
        ("a comment", format!("# hello\n{target}")),
        ("another order", {
            let (first, second) = ("- {name: production", "- {name: qa");
            let (at, until) = (target.find(first).expect("one"), target.find(second).expect("two"));
            let end = target.find("shared").expect("three");
            let (head, one, two, tail) =
                (&target[..at], &target[at..until], &target[until..end], &target[end..]);
            format!("{head}{two}{one}{tail}")
        }),
        ("a branch", target.replace("branch: p}", "branch: trunk}")),
        ("variables", target.replace("name: p0,", "name: p0, variables: [LEVEL],")),
        ("a repository", target.replace("repository: rp1", "repository: rp9")),
        ("another number", target.replace("vcpu: 1,", "vcpu: 1.0,")),
    ];
    for (what, text) in noise {
        let changed = change(Some(&base), &text);
        assert_eq!((changed.hash(), changed.target_state), (hash.clone(), state.clone()), "{what}");
    }
    for (what, text) in [
        (
            "memory",
            target.replace("name: p1, vcpu: 1, memory_gb: 2", "name: p1, vcpu: 1, memory_gb: 3"),
        ),
        ("instances", target.replace("name: p1,", "name: p1, instances: 2,")),
        ("range", target.replace("name: p1,", "name: p1, max_tasks: 9,")),
        ("redundancy", target.replace("redundancy: 2", "redundancy: 3")),
        ("a name", target.replace("name: p1,", "name: p7,")),
        ("a developer", target.replace("developers: 3", "developers: 4")),
        (
            "a queue",
            target.replace(
                "kind: pre-production,",
                "kind: pre-production, queues: [{name: x, type: standard}],",
            ),
        ),
        ("the name of an environment", target.replace("name: qa", "name: test")),
        (
            "a service outside",
            target.replace("developers: 3", "developers: 3, professional_services: [x]"),
        ),
    ] {
        let changed = change(Some(&base), &text);
        assert_ne!(changed.hash(), hash, "{what}");
        assert_ne!(changed.target_state, state, "{what}");
    }
    // What there is belongs to it as well.
    let other = deployment(1, 2, "shared: {developers: 2}");
    assert_ne!(change(Some(&other), &target).hash(), hash);
}

#[test]
fn an_order_makes_the_target_that_a_person_would_write() {
    let base = deployment(2, 1, "shared: {developers: 3}");
    let order = |changes: &str| {
        ChangeOrder::read(&format!("{{changes: [{changes}]}}"), Format::Yaml)
            .unwrap_or_else(|it| panic!("{it:#?}"))
    };
    let applied = |changes: &str| {
        let made = order(changes).apply(&quote(&base).deployment);
        made.map(|it| it.deployment.expect("a deployment"))
    };
    let written = |text: &str| Deployment::parse(text, Format::Yaml).deployment.expect("one");
    for (changes, target) in [
        (
            "{op: add, component: container, environment: qa, fields: {name: q1, vcpu: 1, memory_gb: 2, repository: rq1, branch: q}}",
            deployment(2, 2, "shared: {developers: 3}"),
        ),
        (
            "{op: remove, component: container, environment: production, name: p1}",
            deployment(1, 1, "shared: {developers: 3}"),
        ),
        (
            "{op: resize, component: containers, environment: qa, name: q0, fields: {memory_gb: 3}}",
            base.replace("name: q0, vcpu: 1, memory_gb: 2", "name: q0, vcpu: 1, memory_gb: 3"),
        ),
        (
            "{op: remove, component: developer-access, name: dev-04}",
            deployment(2, 1, "shared: {developers: 2}"),
        ),
        (
            "{op: resize, component: developer-access, fields: {count: 9}}",
            deployment(2, 1, "shared: {developers: 9}"),
        ),
        (
            "{op: add, component: queue, environment: qa, fields: {name: a, type: standard}}, {op: remove, component: container, environment: qa, name: q0}",
            deployment(2, 0, "shared: {developers: 3}").replace(
                "kind: pre-production,",
                "kind: pre-production, queues: [{name: a, type: standard}],",
            ),
        ),
    ] {
        let found = applied(changes).unwrap_or_else(|it| panic!("{changes}\n{it:#?}"));
        assert_eq!(found.hash(), written(&target).hash(), "{changes}");
    }
    for (changes, path) in [
        (
            "{op: remove, component: container, environment: production, name: p9}",
            "changes[0].name",
        ),
        ("{op: remove, component: container, environment: production}", "changes[0].name"),
        (
            "{op: add, component: container, environment: prod, fields: {name: x}}",
            "changes[0].environment",
        ),
        ("{op: add, component: container, fields: {name: x}}", "changes[0].environment"),
        ("{op: add, component: mainframe, environment: qa}", "changes[0].component"),
    ] {
        let findings = applied(changes).expect_err(changes);
        assert_eq!((findings[0].rule, findings[0].path.as_str()), ("A2", path), "{changes}");
    }
    for text in ["{changes: []}", "{changes: [{component: queue}]}", "{changes: [{op: add}]}"] {
        let findings = ChangeOrder::read(text, Format::Yaml).expect_err(text);
        assert_eq!(findings[0].rule, "A1", "{text}");
    }
}

#[test]
fn what_comes_with_its_database_waits_for_it() {
    let with = |text: &str| {
        deployment(0, 1, "")
            .replace("name: q0,", "name: q0, database: main, connection_pool: 5,")
            .replace("kind: pre-production,", text)
    };
    let target = with(
        "kind: pre-production, databases: [{name: main, class: db.t3.medium, nodes: 1, schemas: [a]}],",
    );
    let terms = Agreed::standard().terms();
    let priced = |text: &str| {
        let parsed = Deployment::parse(text, Format::Yaml);
        Quote::of(&parsed, &terms, day("2026-04-11")).unwrap_or_else(|it| panic!("{it:#?}"))
    };
    let made = |base: Option<&Quote>| {
        PricedChange::of(&ChangeAsked {
            base,
            target: &priced(&target),
            order: None,
            starts_on: day("2026-04-11"),
            prorating: Prorating::default(),
        })
        .expect("a change")
    };
    let needs = made(None).needs;
    assert_eq!(needs.len(), 1, "{needs:#?}");
    assert_eq!((needs[0].component.as_str(), needs[0].first_name.as_str()), ("container", "main"));
    assert!(made(Some(&priced(&target))).needs.is_empty());
}

#[test]
fn a_removal_that_leaves_what_rests_on_it_is_refused() {
    let balanced = "kind: pre-production, load_balancers: [{domain: a.example, use: a service, dns_contact: x}],";
    let with = |containers: usize| {
        deployment(0, containers, "").replace("kind: pre-production,", balanced)
    };
    let terms = Agreed::standard().terms();
    let priced = |text: &str| {
        let parsed = Deployment::parse(text, Format::Yaml);
        Quote::of(&parsed, &terms, day("2026-04-11")).unwrap_or_else(|it| panic!("{it:#?}"))
    };
    let (one, none, neither) = (priced(&with(1)), priced(&with(0)), priced(&deployment(0, 0, "")));
    let made = |target: &Quote| {
        PricedChange::of(&ChangeAsked {
            base: Some(&one),
            target,
            order: None,
            starts_on: day("2026-04-11"),
            prorating: Prorating::default(),
        })
    };
    assert!(made(&neither).is_ok());
    let findings = made(&none).expect_err("the load balancer stays");
    assert_eq!((findings.len(), findings[0].rule), (1, "V80"), "{findings:#?}");
}
