//! What a change needs, by the policy and the flags of the contract, and why.

use super::{ChangedLine, Outcome, PlaceChange, PolicyRule, PolicyVersion, PricedChange};
use crate::{
    kind::EnvironmentKind,
    pricing::Total,
    text::{Lang, Text, text, usd},
    units::Usd,
};

/// What the contract says of approvals, and of who asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Requested {
    /// Whether every ticket needs an approval (R67).
    pub approve_all: bool,
    /// Whether who asks is an authorised requester, whose reductions count as approved (R73).
    pub by_authorised: bool,
}

/// Whether something may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody is needed.
    Free,
    /// Somebody is needed.
    Held,
}

/// A reason for a decision.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Because {
    /// Name of the rule, or `default`, `approve_all`, `reduction`, `nothing`.
    pub rule: String,
    /// What it asks for.
    pub outcome: Outcome,
    /// Why it holds.
    pub reason: Text,
}

/// What a change needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it needs.
    pub outcome: Outcome,
    /// Every rule that holds, the strictest first.
    pub because: Vec<Because>,
    /// First day of the version of the policy; none when no policy holds.
    pub effective_from: Option<chrono::NaiveDate>,
    /// Hash of the version, or of the default.
    pub policy_hash: String,
}

impl Decision {
    /// Judges a change by the version of a policy that holds; by the default when there is none.
    ///
    /// The strictest of all rules that hold decides, so that a rule that blocks wins over every other
    /// one. When none holds, a change that alters MRUs or USD of any line needs approval (R67), unless it
    /// only reduces and an authorised requester asks for it (R73); one that alters none needs nothing
    /// (R74).
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
    /// # use mru_core::{Deployment, Format, Quote, change::{ChangeAsked, PricedChange}};
    /// # let target = Quote::of(&Deployment::parse(text, Format::Yaml), &terms, day).unwrap();
    /// # let change = PricedChange::of(&ChangeAsked { base: None, target: &target, order: None,
    /// #     starts_on: day, prorating: Default::default() }).unwrap();
    ///
    /// use mru_core::change::{Decision, Outcome, Requested, Standing};
    ///
    /// let decision = Decision::of(&change, None, Requested::default());
    /// assert_eq!((decision.outcome, decision.because[0].rule.as_str()), (Outcome::Approval, "default"));
    /// assert_eq!(decision.standing(), Standing::Held);
    /// ```
    pub fn of(
        change: &PricedChange,
        version: Option<&PolicyVersion>,
        requested: Requested,
    ) -> Decision {
        let mut because: Vec<Because> = version
            .iter()
            .flat_map(|it| &it.rules)
            .filter_map(|rule| holds(rule, change))
            .collect();
        if because.is_empty() {
            because.push(by_default(change, version, requested));
        }
        if requested.approve_all {
            because.push(Because {
                rule: String::from("approve_all"),
                outcome: Outcome::Approval,
                reason: Text::new(
                    "the contract asks for an approval of every ticket",
                    "el contrato pide aprobar todos los tickets",
                ),
            });
        }
        because.sort_by_key(|it| std::cmp::Reverse(it.outcome));
        Decision {
            outcome: because.first().map_or(Outcome::None, |it| it.outcome),
            because,
            effective_from: version.and_then(|it| it.effective_from),
            policy_hash: version
                .map_or_else(|| PolicyVersion::default().hash(), PolicyVersion::hash),
        }
    }

    /// Whether a person is needed.
    pub fn standing(&self) -> Standing {
        match self.outcome {
            Outcome::None | Outcome::Notify => Standing::Free,
            Outcome::Approval | Outcome::Blocked => Standing::Held,
        }
    }
}

fn by_default(
    change: &PricedChange,
    version: Option<&PolicyVersion>,
    requested: Requested,
) -> Because {
    let because = |rule: &str, outcome, reason| Because { rule: rule.to_owned(), outcome, reason };
    if !change.alters_cost() {
        let reason = text!(
            "no line changes in MRU or USD (R74)",
            "ninguna línea cambia en MRU ni en US$ (R74)"
        );
        return because("nothing", Outcome::None, reason);
    }
    if change.is_pure_reduction() && requested.by_authorised {
        let reason = text!(
            "the change only reduces, and an authorised requester asks for it (R73)",
            "el cambio solo reduce, y lo pide un solicitante autorizado (R73)"
        );
        return because("reduction", Outcome::None, reason);
    }
    let reason = text!(
        "the change alters the MRU or USD of a month (R67)",
        "el cambio modifica los MRU o los US$ del mes (R67)"
    );
    because("default", version.and_then(|it| it.otherwise).unwrap_or(Outcome::Approval), reason)
}

/// The amounts that a rule is about.
#[derive(Clone, Copy)]
struct Scope {
    before: Usd,
    after: Usd,
}

impl Scope {
    fn rise(self) -> Usd {
        // INVARIANT (amounts of quotes): their difference fits.
        self.after.minus(self.before).unwrap_or(Usd::ZERO)
    }

    /// Whether the rise is above so many per cent of what was before.
    fn rises_above(self, percent: rust_decimal::Decimal) -> bool {
        let (rise, before) = (self.rise(), self.before);
        if rise <= Usd::ZERO {
            return false;
        }
        let hundred = rust_decimal::Decimal::ONE_HUNDRED;
        let left = rise.as_decimal().checked_mul(hundred);
        let right = before.as_decimal().checked_mul(percent);
        // What is too large to be compared is a rise that somebody should see.
        left.zip(right).is_none_or(|(left, right)| left > right)
    }
}

/// Whether a rule holds, and why.
fn holds(rule: &PolicyRule, change: &PricedChange) -> Option<Because> {
    let is_within = |name: &str, kind| {
        (rule.environment.is_empty() || rule.environment == name)
            && rule.environment_kind.is_none_or(|asked| Some(asked) == kind)
    };
    let within = |it: &&PlaceChange| is_within(&it.name, it.kind);
    let sum = |total: fn(&PlaceChange) -> Total| {
        let places = change.places.iter().filter(within);
        places.fold(Usd::ZERO, |sum, it| sum.plus(total(it).usd).unwrap_or(sum))
    };
    let scope = Scope { before: sum(|it| it.before), after: sum(|it| it.after) };
    let mut lines =
        change.lines.iter().filter(|it| is_within(&it.environment, it.environment_kind));
    let mut reasons: Vec<Text> = Vec::new();
    if rule.is_bare() {
        if !lines.any(ChangedLine::alters_cost) {
            return None;
        }
        reasons.push(text!("the change alters MRU or USD", "el cambio modifica MRU o US$"));
    } else {
        if rule.unpriced && !lines.any(ChangedLine::is_unpriced) {
            return None;
        }
        reasons = amounts(rule, scope)?;
    }
    if rule.unpriced {
        reasons.push(text!(
            "it has lines outside the MRUs, whose price is agreed separately",
            "tiene líneas fuera de los MRU, cuyo precio se acuerda por separado"
        ));
    }
    Some(Because {
        rule: rule.name.clone(),
        outcome: rule.outcome.unwrap_or(Outcome::Approval),
        reason: joined(&reasons, place(rule)),
    })
}

/// What a rule states of amounts, when all of it is true.
fn amounts(rule: &PolicyRule, scope: Scope) -> Option<Vec<Text>> {
    let shown = |amount: Usd, lang| usd(amount.as_decimal(), lang);
    let both = |en: &str, es: &str, [a, b]: [Usd; 2]| {
        let filled =
            |text: &str, lang| text.replace("{a}", &shown(a, lang)).replace("{b}", &shown(b, lang));
        Text::new(filled(en, Lang::En), filled(es, Lang::Es))
    };
    let (rise, after) = (scope.rise(), scope.after);
    let mut reasons = Vec::new();
    if let Some(limit) = rule.total_above_usd {
        (after > limit && !rise.is_zero()).then_some(())?;
        reasons.push(both("{a} a month is above {b}", "{a} al mes supera {b}", [after, limit]));
    }
    if let Some(limit) = rule.rise_above_usd {
        (rise > limit).then_some(())?;
        reasons.push(both(
            "a rise of {a} is above {b}",
            "un alza de {a} supera {b}",
            [rise, limit],
        ));
    }
    if let Some(percent) = rule.rise_above_percent {
        scope.rises_above(percent).then_some(())?;
        let before = scope.before;
        let text = both("a rise of {a} on {b}", "un alza de {a} sobre {b}", [rise, before]);
        let said = percent.normalize();
        reasons.push(Text::new(
            format!("{} is above {said} %", text.en),
            format!("{} supera el {} %", text.es, said.to_string().replace('.', ",")),
        ));
    }
    if let Some(limit) = rule.crosses_usd {
        (scope.before <= limit && after > limit).then_some(())?;
        reasons.push(both(
            "the month crosses {b}, to {a}",
            "el mes cruza {b} y llega a {a}",
            [after, limit],
        ));
    }
    if rule.decreases {
        rise.is_negative().then_some(())?;
        let less = rise.negated();
        reasons.push(both("a month costs {a} less", "el mes cuesta {a} menos", [less, less]));
    }
    Some(reasons)
}

/// Where a rule looks.
fn place(rule: &PolicyRule) -> Option<&str> {
    let kind = rule.environment_kind.map(EnvironmentKind::as_str);
    Some(rule.environment.as_str()).filter(|it| !it.is_empty()).or(kind)
}

fn joined(reasons: &[Text], place: Option<&str>) -> Text {
    let of = |lang: Lang| reasons.iter().map(|it| it.get(lang)).collect::<Vec<_>>().join("; ");
    match place {
        None => Text::new(of(Lang::En), of(Lang::Es)),
        Some(place) => Text::new(
            format!("in {place}: {}", of(Lang::En)),
            format!("en {place}: {}", of(Lang::Es)),
        ),
    }
}
