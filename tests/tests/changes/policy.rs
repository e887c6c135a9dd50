//! Each rule of a policy, and what becomes of several.

use mru_core::{
    Format,
    change::{ChangePolicy, Decision, Outcome, Requested},
};

use super::{change, day, deployment};

/// What a change of so many containers needs, by the rules of a policy; the name of what decides.
#[track_caller]
fn decided(
    rules: &str,
    before: (usize, usize),
    after: (usize, usize),
    requested: Requested,
) -> (Outcome, String) {
    let text = format!("versions: [{{effective_from: 2026-01-01, {rules}}}]");
    let policy = ChangePolicy::read(&text, Format::Yaml).unwrap_or_else(|it| panic!("{it:#?}"));
    let base = deployment(before.0, before.1, "");
    let change = change(Some(&base), &deployment(after.0, after.1, ""));
    let decision = Decision::of(&change, policy.version(day("2026-04-11")), requested);
    (decision.outcome, decision.because[0].rule.clone())
}

#[expect(clippy::too_many_lines, reason = "a table of cases")]
#[test]
fn each_rule_holds_where_it_says_so_and_nowhere_else() {
    let plain = Requested::default();
    // A container of production is USD 200 a month, one of qa USD 100.
    let rows = [
        // Nothing at all: R74, and the default: R67, R73.
        ("rules: []", (1, 1), (1, 1), Outcome::None, "nothing"),
        ("rules: []", (1, 1), (2, 1), Outcome::Approval, "default"),
        ("rules: []", (2, 1), (1, 1), Outcome::Approval, "default"),
        ("otherwise: notify", (1, 1), (2, 1), Outcome::Notify, "default"),
        // The total.
        (
            "rules: [{name: a, outcome: blocked, total_above_usd: 500}]",
            (1, 1),
            (2, 1),
            Outcome::Approval,
            "default",
        ),
        (
            "rules: [{name: a, outcome: blocked, total_above_usd: 499.99}]",
            (1, 1),
            (2, 1),
            Outcome::Blocked,
            "a",
        ),
        // The rise in USD: above, not at.
        (
            "otherwise: none, rules: [{name: a, outcome: approval, rise_above_usd: 200}]",
            (1, 1),
            (2, 1),
            Outcome::None,
            "default",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, rise_above_usd: 199.99}]",
            (1, 1),
            (2, 1),
            Outcome::Approval,
            "a",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, rise_above_usd: 0}]",
            (2, 1),
            (1, 1),
            Outcome::None,
            "default",
        ),
        // In per cent: 200 on 300 is two thirds.
        (
            "otherwise: none, rules: [{name: a, outcome: approval, rise_above_percent: 66.667}]",
            (1, 1),
            (2, 1),
            Outcome::None,
            "default",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, rise_above_percent: 66.666}]",
            (1, 1),
            (2, 1),
            Outcome::Approval,
            "a",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, rise_above_percent: 1000}]",
            (0, 0),
            (1, 0),
            Outcome::Approval,
            "a",
        ),
        // Crossing a threshold: once, upwards.
        (
            "otherwise: none, rules: [{name: a, outcome: approval, crosses_usd: 400}]",
            (1, 1),
            (2, 1),
            Outcome::Approval,
            "a",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, crosses_usd: 400}]",
            (2, 1),
            (3, 1),
            Outcome::None,
            "default",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, crosses_usd: 300}]",
            (1, 1),
            (2, 1),
            Outcome::Approval,
            "a",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, crosses_usd: 500}]",
            (1, 1),
            (2, 1),
            Outcome::None,
            "default",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, crosses_usd: 400}]",
            (3, 1),
            (1, 1),
            Outcome::None,
            "default",
        ),
        // Decreases.
        (
            "rules: [{name: a, outcome: notify, decreases: true}]",
            (2, 1),
            (1, 1),
            Outcome::Notify,
            "a",
        ),
        (
            "rules: [{name: a, outcome: notify, decreases: true}]",
            (1, 1),
            (2, 1),
            Outcome::Approval,
            "default",
        ),
        // Environments: amounts are those of them alone.
        (
            "otherwise: none, rules: [{name: a, outcome: approval, environment: qa}]",
            (1, 1),
            (2, 1),
            Outcome::None,
            "default",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, environment: qa}]",
            (1, 1),
            (1, 2),
            Outcome::Approval,
            "a",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, environment_kind: production}]",
            (1, 1),
            (2, 1),
            Outcome::Approval,
            "a",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, environment_kind: production, rise_above_usd: 200}]",
            (1, 1),
            (2, 3),
            Outcome::None,
            "default",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, environment: qa, total_above_usd: 250}]",
            (1, 2),
            (1, 3),
            Outcome::Approval,
            "a",
        ),
        // All that a rule states must be true.
        (
            "otherwise: none, rules: [{name: a, outcome: approval, rise_above_usd: 100, rise_above_percent: 90}]",
            (1, 1),
            (2, 1),
            Outcome::None,
            "default",
        ),
        (
            "otherwise: none, rules: [{name: a, outcome: approval, rise_above_usd: 100, rise_above_percent: 50}]",
            (1, 1),
            (2, 1),
            Outcome::Approval,
            "a",
        ),
        // Of several the strictest decides, in whatever order they stand: deny wins.
        (
            "rules: [{name: a, outcome: none}, {name: b, outcome: notify, rise_above_usd: 10}]",
            (1, 1),
            (2, 1),
            Outcome::Notify,
            "b",
        ),
        (
            "rules: [{name: a, outcome: blocked, total_above_usd: 400}, {name: b, outcome: none}, {name: c, outcome: approval}]",
            (1, 1),
            (2, 1),
            Outcome::Blocked,
            "a",
        ),
        (
            "rules: [{name: c, outcome: approval}, {name: b, outcome: none}, {name: a, outcome: blocked, total_above_usd: 400}]",
            (1, 1),
            (2, 1),
            Outcome::Blocked,
            "a",
        ),
        // One that holds takes the place of the default.
        (
            "rules: [{name: small, outcome: none, environment: qa}]",
            (1, 1),
            (1, 2),
            Outcome::None,
            "small",
        ),
    ];
    for (rules, before, after, outcome, rule) in rows {
        assert_eq!(
            decided(rules, before, after, plain),
            (outcome, rule.to_owned()),
            "{rules} {before:?} {after:?}"
        );
    }
}

#[test]
fn flags_of_the_contract_hold_beside_the_rules() {
    let all = Requested { approve_all: true, by_authorised: false };
    let trusted = Requested { approve_all: false, by_authorised: true };
    let none = "rules: [{name: a, outcome: none}]";
    let blocked = "rules: [{name: a, outcome: blocked}]";
    for (rules, before, after, requested, outcome, rule) in [
        ("rules: []", (1, 1), (1, 1), all, Outcome::Approval, "approve_all"),
        (none, (1, 1), (2, 1), all, Outcome::Approval, "approve_all"),
        (blocked, (1, 1), (2, 1), all, Outcome::Blocked, "a"),
        // R73: a reduction of an authorised requester counts as approved, a rise does not, nor what
        // reduces here and rises there.
        ("rules: []", (2, 1), (1, 1), trusted, Outcome::None, "reduction"),
        ("rules: []", (1, 1), (2, 1), trusted, Outcome::Approval, "default"),
        ("rules: []", (2, 1), (1, 2), trusted, Outcome::Approval, "default"),
        (
            "rules: []",
            (2, 1),
            (1, 1),
            Requested { approve_all: true, ..trusted },
            Outcome::Approval,
            "approve_all",
        ),
        (
            "rules: [{name: a, outcome: notify, decreases: true}]",
            (2, 1),
            (1, 1),
            trusted,
            Outcome::Notify,
            "a",
        ),
    ] {
        let found = decided(rules, before, after, requested);
        assert_eq!(found, (outcome, rule.to_owned()), "{rules} {before:?} {after:?} {requested:?}");
    }
}

#[test]
fn lines_without_a_price_are_seen() {
    let policy = "versions: [{effective_from: 2026-01-01, otherwise: none, rules: \
                  [{name: outside, outcome: approval, unpriced: true}]}]";
    let policy = ChangePolicy::read(policy, Format::Yaml).expect("a policy");
    let version = policy.version(day("2026-04-11"));
    let base = deployment(1, 1, "");
    let more = deployment(1, 1, "shared: {professional_services: [a migration]}");
    for (target, outcome) in [(more, Outcome::Approval), (deployment(2, 1, ""), Outcome::None)] {
        let decision = Decision::of(&change(Some(&base), &target), version, Requested::default());
        assert_eq!(decision.outcome, outcome, "{target}");
    }
}

#[test]
fn the_version_of_the_day_holds() {
    let policy = "versions: [{effective_from: 2026-07-01, otherwise: blocked}, \
                  {effective_from: 2026-01-01, otherwise: notify}]";
    let policy = ChangePolicy::read(policy, Format::Yaml).expect("a policy");
    let change = change(Some(&deployment(1, 1, "")), &deployment(2, 1, ""));
    for (on, outcome) in [
        ("2025-12-31", Outcome::Approval),
        ("2026-01-01", Outcome::Notify),
        ("2026-06-30", Outcome::Notify),
        ("2026-07-01", Outcome::Blocked),
    ] {
        let decision = Decision::of(&change, policy.version(day(on)), Requested::default());
        assert_eq!(decision.outcome, outcome, "{on}");
    }
}

#[test]
fn a_policy_that_says_nothing_or_two_things_is_refused() {
    for text in [
        "versions: []",
        "versions: [{rules: []}]",
        "versions: [{effective_from: 2026-01-01}, {effective_from: 2026-01-01}]",
        "versions: [{effective_from: 2026-01-01, rules: [{outcome: none}]}]",
        "versions: [{effective_from: 2026-01-01, rules: [{name: a}]}]",
        "versions: [{effective_from: 2026-01-01, rules: [{name: a, outcome: none, environment: x, environment_kind: production}]}]",
        "versions: [{effective_from: 2026-01-01, rules: [{name: a, outcome: none, decreases: true, rise_above_usd: 1}]}]",
    ] {
        let findings = ChangePolicy::read(text, Format::Yaml).expect_err(text);
        assert!(findings.iter().all(|it| it.rule == "A3"), "{text}\n{findings:#?}");
    }
}
