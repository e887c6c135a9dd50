//! Where a component of an event stands: scope, version of the customer, deployment, environment.

use crate::{
    account::{Account, AccountDeployment, AccountEnvironment},
    calendar::Period,
    finding::Findings,
    kind::{EnvironmentKind, Kind, Neighbours, Scope, Surroundings},
    metering::{Event, Placed, Slot, What},
    text::{Lang, Text, listed, nearest, shortened, text},
};

/// What belongs to no environment.
const SHARED: &str = "shared";

/// Names that a help text lists at most.
const LISTED: usize = 10;

/// The place of an event is not known; a finding says so.
pub(super) struct Unknown;

/// The deployment around the component of an event, of which an event says nothing.
#[derive(Debug)]
pub(super) struct Unseen;

impl Surroundings for Unseen {
    fn environments(&self) -> Vec<&dyn Neighbours> {
        Vec::new()
    }

    fn shared_names(&self, _kind: &str) -> Vec<&str> {
        Vec::new()
    }

    fn repository_owner(&self, _repository: &str) -> Option<&str> {
        None
    }

    fn allows_global_database(&self) -> bool {
        false
    }
}

/// The environment of an event, of which its customer states name and kind.
impl Neighbours for AccountEnvironment {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> Option<EnvironmentKind> {
        self.kind
    }

    fn redundancy(&self) -> u32 {
        1
    }

    fn names(&self, _kind: &str) -> Vec<&str> {
        Vec::new()
    }
}

/// Judges that a kind stands where it can: in an environment, or in what is shared (R22).
pub(super) fn judge_scope(kind: &Kind, slot: &Slot, path: &str, findings: &mut Findings) {
    let (id, shared) = (kind.id, slot.environment == SHARED);
    let environment = shortened(&slot.environment);
    let (message, help) = match (kind.scope, shared) {
        (Scope::Environment, true) => (
            text!(
                "a component of kind `{id}` stands in an environment, not in what is shared",
                "un componente de tipo `{id}` está en un ambiente, no en lo compartido"
            ),
            text!("name its `environment`", "indique su `environment`"),
        ),
        (Scope::Shared, false) => (
            text!(
                "a component of kind `{id}` exists once for the deployment, not in environment `{environment}`",
                "un componente de tipo `{id}` existe una vez por despliegue, no en el ambiente `{environment}`"
            ),
            text!(
                "write `shared`, or leave `environment` empty",
                "escriba `shared`, o deje `environment` vacío"
            ),
        ),
        (Scope::Environment, false) | (Scope::Shared, true) => return,
    };
    findings.error("U13", &format!("{path}.environment"), message).help(help);
}

/// The version of the customer that holds at the time of an event (R75).
pub(super) fn version<'a>(
    event: &Event,
    versions: &'a [Account],
    path: &str,
    findings: &mut Findings,
) -> Option<&'a Account> {
    let holds = |account: &&Account| {
        let month = Period::of(event.day(account.contract.time_zone)).first_day();
        account.effective_from.is_some_and(|day| day <= month)
    };
    let version = versions.iter().rev().find(holds);
    if let (None, Some(first)) = (version, versions.first()) {
        let customer = &first.id;
        let wanted = Period::of(event.day(first.contract.time_zone)).first_day();
        let day = first.effective_from.map(|day| day.to_string()).unwrap_or_default();
        findings
            .error(
                "B3",
                &format!("{path}.time"),
                text!(
                    "the first version of customer `{customer}` begins on {day}, after the event",
                    "la primera versión del cliente `{customer}` comienza el {day}, después del evento"
                ),
            )
            .help(text!(
                "correct the time, or record a version of the customer that begins on {wanted} or before",
                "corrija el instante, o registre una versión del cliente que comience el {wanted} o antes"
            ));
    }
    version
}

/// The environment of an event as the customer has it at that time; none for what is shared.
///
/// A removal may be of an environment that an earlier version had.
pub(super) fn environment<'a>(
    placed: &Placed,
    account: &'a Account,
    versions: &'a [Account],
    findings: &mut Findings,
) -> Result<Option<&'a AccountEnvironment>, Unknown> {
    let Placed { event, path, .. } = placed;
    let slot = &event.slot;
    let earlier = versions.iter().take_while(|it| it.effective_from <= account.effective_from);
    let mut all = vec![account];
    if matches!(event.what, What::Removed { .. }) {
        all.extend(earlier);
    }
    let deployments: Vec<&AccountDeployment> = all
        .iter()
        .filter_map(|it| it.deployments.iter().find(|it| it.name == slot.deployment))
        .collect();
    if deployments.is_empty() {
        unknown_deployment(placed, account, findings);
        return Err(Unknown);
    }
    if slot.environment == SHARED {
        return Ok(None);
    }
    let environments = deployments.iter().flat_map(|it| &it.environments);
    match environments.clone().find(|it| it.name == slot.environment) {
        Some(known) => Ok(Some(known)),
        None => {
            let names: Vec<&str> = environments.map(|it| it.name.as_str()).collect();
            unknown_environment(slot, &names, path, findings);
            Err(Unknown)
        }
    }
}

fn unknown_deployment(placed: &Placed, account: &Account, findings: &mut Findings) {
    let slot = &placed.event.slot;
    let (customer, shown) = (&account.id, shortened(&slot.deployment));
    let names: Vec<&str> = account.deployments.iter().map(|it| it.name.as_str()).collect();
    let message = if placed.states("deployment") {
        text!(
            "customer `{customer}` has no deployment `{shown}` at that time",
            "el cliente `{customer}` no tiene el despliegue `{shown}` en ese momento"
        )
    } else {
        text!(
            "the event names no deployment, which stands for `{shown}`, but customer `{customer}` has none of that name at that time",
            "el evento no indica un despliegue, lo que equivale a `{shown}`, pero el cliente `{customer}` no tiene ninguno de ese nombre en ese momento"
        )
    };
    findings
        .error("U8", &format!("{}.deployment", placed.path), message)
        .help(known_names(&slot.deployment, &names));
}

fn unknown_environment(slot: &Slot, names: &[&str], path: &str, findings: &mut Findings) {
    let (deployment, shown) = (shortened(&slot.deployment), shortened(&slot.environment));
    findings
        .error(
            "U8",
            &format!("{path}.environment"),
            text!(
                "the customer has no environment `{shown}` in deployment `{deployment}` at that time",
                "el cliente no tiene el ambiente `{shown}` en el despliegue `{deployment}` en ese momento"
            ),
        )
        .help(known_names(&slot.environment, names));
}

/// Says which names there are, or which of them was meant.
fn known_names(given: &str, names: &[&str]) -> Text {
    match nearest(given, names.iter().copied()) {
        Some(near) => text!(
            "did you mean `{near}`? Otherwise record a version of the customer that has it",
            "¿quiso decir `{near}`? Si no, registre una versión del cliente que lo tenga"
        ),
        None => {
            let some = || names.iter().take(LISTED);
            let (en, es) = (listed(some(), Lang::En), listed(some(), Lang::Es));
            text!(
                "it has {en}; record a version of the customer that has the other",
                "tiene {es}; registre una versión del cliente que tenga el otro"
            )
        }
    }
}
