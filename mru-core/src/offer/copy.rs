//! A copy of what a customer has on a day, as a deployment file that costs the same.
//!
//! Metering knows what is charged: kinds, names, sizes, counts. What a file says besides stands in the
//! copy as an assumption, and changes no price.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::{
    assumed::{Assumption, annotated},
    copied_kinds,
    copied_place::Place,
};
use crate::{
    account::AccountDeployment,
    catalogue::{
        compute::container,
        development::{pipeline, repository},
    },
    kind::EnvironmentKind,
    metering::{Interval, Slot},
    rate_card::Policies,
    text::{Lang, Text},
};

/// A deployment file made of what is metered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The deployment file, as JSON.
    pub deployment: Json,
    /// What metering does not know, and what stands there.
    pub assumptions: Vec<Assumption>,
    /// Components that a deployment file cannot state as they are metered.
    pub not_copied: Vec<Slot>,
}

impl Copied {
    /// The deployment file with what metering does not know as comments: YAML, of which JSON is a part.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Lang, account::AccountDeployment, offer::copy, rate_card::Policies};
    ///
    /// let copied = copy("bank", &AccountDeployment::default(), [], &Policies::default());
    /// assert!(copied.written(Lang::En).contains("\"environments\": []"));
    /// ```
    pub fn written(&self, lang: Lang) -> String {
        let missing = || Text::new("not in it", "no incluido");
        let more = self.not_copied.iter().map(|slot| (missing(), slot.to_string()));
        annotated(&self.deployment, &self.assumptions, more, lang)
    }
}

/// Makes a deployment file of the components of a deployment that stand on a day.
///
/// `policies` are those that price it.
///
/// # Example
///
/// ```
/// use mru_core::{
///     Format, account::AccountDeployment, calendar::Zone,
///     metering::{Event, EventFormat, Timeline}, offer::copy, rate_card::Policies,
/// };
///
/// let csv = "id,type,time,customer,environment,component,name,size,quantity,redundancy,ticket\n\
///     1,activated,2026-04-11T09:00:00-04:00,bank,production,container,a,1x2,1,2,REQ-7\n";
/// let events = Event::read(csv, EventFormat::Csv).unwrap();
/// let timeline = Timeline::of(&events, Zone::SANTIAGO, 5).unwrap();
/// let account = mru_core::account::Account::read(r#"
///     id = "bank"
///     effective_from = "2026-01-01"
///     legal = { name = "Bank", tax_id = "76.000.000-0", address = ["Santiago"] }
///     deployments = [{ environments = [{ name = "production", kind = "production" }] }]
///     [contract]
///     id = "C-1"
///     starts_on = "2026-01-01"
///     tax = { label = "IVA", percent = 19 }
/// "#, Format::Toml).unwrap();
/// let copied = copy("Bank", &account.deployments[0], &timeline.intervals, &Policies::default());
/// assert_eq!(copied.deployment["environments"][0]["containers"][0]["memory_gb"], 2);
/// assert!(copied.not_copied.is_empty());
/// ```
pub fn copy<'a>(
    customer: &str,
    deployment: &AccountDeployment,
    standing: impl IntoIterator<Item = &'a Interval>,
    policies: &Policies,
) -> Copied {
    let mut places: BTreeMap<&str, Vec<&Interval>> = BTreeMap::new();
    for interval in standing.into_iter().filter(|it| it.slot.deployment == deployment.name) {
        places.entry(interval.slot.environment.as_str()).or_default().push(interval);
    }
    let mut copied =
        Copied { deployment: Json::Null, assumptions: Vec::new(), not_copied: Vec::new() };
    let shared = places.remove("shared").unwrap_or_default();
    let repositories = owned(&shared, places.values().flatten(), policies);
    let mut environments = Vec::new();
    let mut has_replica = false;
    for environment in &deployment.environments {
        let Some(intervals) = places.remove(environment.name.as_str()) else { continue };
        let kind = environment.kind.unwrap_or(EnvironmentKind::Production);
        let mut place =
            Place::of(format!("environments[{}]", environments.len()), Some(kind), policies);
        place.zones(&intervals);
        place.repositories.clone_from(&repositories);
        fill(&mut place, &intervals, &mut copied);
        has_replica |= place.has_replica;
        let mut fields = Map::new();
        fields.insert(String::from("name"), json!(environment.name));
        fields.insert(String::from("kind"), json!(kind.as_str()));
        if let Some(factor) = place.factor {
            fields.insert(String::from("redundancy"), json!(factor));
        }
        fields.extend(place.lists());
        environments.push(Json::Object(fields));
    }
    // What stands in an environment that the customer does not list any more.
    copied.not_copied.extend(places.into_values().flatten().map(|it| it.slot.clone()));
    let mut place = Place::of(String::from("shared"), None, policies);
    fill(&mut place, &shared, &mut copied);
    let shared = place.lists();
    copied.deployment = json!({
        "id": deployment.name,
        "customer": { "name": customer, "subscription_allows_global_db": has_replica },
        "environments": environments,
    });
    if let (Some(whole), false) = (copied.deployment.as_object_mut(), shared.is_empty()) {
        whole.insert(String::from("shared"), Json::Object(shared));
    }
    copied
}

/// Which metered repository each container has, where those of containers are charged: the one of its
/// name, else the next one; which is whose changes no price.
fn owned<'a>(
    shared: &[&Interval],
    intervals: impl Iterator<Item = &'a &'a Interval>,
    policies: &Policies,
) -> BTreeMap<String, String> {
    let mut owned = BTreeMap::new();
    if policies.includes(repository::KIND.id) {
        return owned;
    }
    let named = |kind: &str| -> Vec<&str> {
        let of_kind = shared.iter().filter(|it| it.slot.component == kind);
        of_kind.map(|it| it.slot.name.as_str()).collect()
    };
    let (mut free, metered) = (named(repository::KIND.id), named(pipeline::KIND.id));
    // The pipeline of a container is included, so one that is metered belongs to no container.
    free.sort_by_key(|it| metered.contains(it));
    let is_container =
        |it: &&&Interval| it.slot.component == container::KIND.id && !copied_kinds::is_sign_on(it);
    for interval in intervals.filter(is_container) {
        let name = interval.slot.name.as_str();
        if !owned.contains_key(name) && !free.is_empty() {
            let at = free.iter().position(|it| *it == name).unwrap_or(0);
            owned.insert(name.to_owned(), free.remove(at).to_owned());
        }
    }
    owned
}

/// Copies components: first those that others belong to, then the others.
fn fill(place: &mut Place<'_>, intervals: &[&Interval], copied: &mut Copied) {
    let (later, first): (Vec<&Interval>, Vec<&Interval>) =
        intervals.iter().copied().partition(|it| copied_kinds::belongs(it));
    for interval in first {
        if !copied_kinds::component(place, interval, &mut copied.assumptions) {
            copied.not_copied.push(interval.slot.clone());
        }
    }
    for interval in later {
        if !copied_kinds::part(place, interval, &mut copied.assumptions) {
            copied.not_copied.push(interval.slot.clone());
        }
    }
}
