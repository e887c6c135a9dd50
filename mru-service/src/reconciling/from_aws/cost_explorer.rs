//! Cost Explorer is asked about a month: which accounts have charges of which kind, then each kind in
//! the finest groups that there are.
//!
//! It makes groups by two things at once, and a reconciliation needs five: account, record type,
//! environment, service and usage type. So what is used is asked for once an account, record type and
//! environment, and everything else once a record type. Both together are held against the first
//! answer, so that nothing is lost or counted twice on the way.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use aws_access::Cause;
use aws_sdk_costexplorer::{
    Client,
    error::SdkError,
    operation::get_cost_and_usage::{GetCostAndUsageError, GetCostAndUsageOutput},
    types::{Dimension, Granularity},
};
use mru_core::costs::CostAmount;
use serde_json::{Value, json};

use super::{
    super::{Gathering, GatheringError, SourceRefusal, gathering::not_written},
    answers::Answers,
    meter::Meter,
    question::{By, METRICS, Question},
    shape::{self, Group},
};
use crate::aws::AwsRefusal;

/// Cost Explorer answers in one region about all of them.
pub(super) const ANSWERS_IN: &str = "us-east-1";
/// The permission that each request needs.
const PERMISSION: &str = "ce:GetCostAndUsage";
/// The most pages of an answer.
const MOST_PAGES: usize = 100;
/// Record types of usage: only these have usage types that somebody meters.
const USAGE: [&str; 3] = ["Usage", "DiscountedUsage", "SavingsPlanCoveredUsage"];
/// By how much a cost may differ for each group in it: answers have ten decimal places.
const ROUNDED: (i128, u8) = (1, 10);

/// Who asks Cost Explorer.
#[derive(Clone)]
pub(in super::super) struct Explorer {
    pub(super) client: Client,
    pub(super) answers: Arc<Answers>,
    pub(super) meter: Arc<Meter>,
}

/// What Cost Explorer said.
pub(in super::super) struct Answered {
    /// The answers, as a text that is read as cost data.
    pub(in super::super) text: String,
    /// The accounts that they are about.
    pub(in super::super) accounts: BTreeSet<String>,
}

/// Asks for the charges of accounts in a month, none of which was asked for before.
pub(in super::super) async fn ask(
    explorer: &Explorer,
    accounts: &[String],
    gathering: &Gathering<'_>,
    before: &BTreeSet<String>,
) -> Result<Answered, GatheringError> {
    let about = |by| Question {
        month: gathering.month,
        accounts: accounts.to_vec(),
        record_types: Vec::new(),
        tag: None,
        by,
    };
    let whole =
        about([By::Dimension(Dimension::LinkedAccount), By::Dimension(Dimension::RecordType)]);
    let groups = explorer.groups(&whole).await?;
    let whole = Whole::of(&groups)?;
    let found: BTreeSet<String> = whole.0.keys().map(|(account, _)| account.clone()).collect();
    if let Some(account) = found.intersection(before).next() {
        return Err(SourceRefusal::AccountAskedTwice { account: account.clone() }.into());
    }
    let mut environments = Environments::new();
    let environment_tag = tag_of(gathering);
    for kind in whole.usage().into_iter().filter(|_| !environment_tag.is_empty()) {
        let tag = By::Tag(environment_tag.to_owned());
        let by = [By::Dimension(Dimension::LinkedAccount), tag];
        let asked = Question { record_types: vec![kind.clone()], ..about(by) };
        let groups = explorer.groups(&asked).await?;
        add_environments(&mut environments, &kind, environment_tag, &groups);
    }
    let questions = whole.questions(gathering, accounts, &environments);
    explorer.afford(&questions)?;
    let (mut answers, mut parts) = (Vec::new(), Parts::default());
    for question in &questions {
        let pages = explorer.pages(question).await?;
        parts.add(question, &explorer.read(question, &pages)?)?;
        answers.push(json!({ "request": question.request(), "pages": pages }));
    }
    parts.hold_against(&whole)?;
    Ok(Answered { text: json!({ "answers": answers }).to_string(), accounts: found })
}

/// The tag that names the environment; empty when there is none.
fn tag_of<'a>(gathering: &Gathering<'a>) -> &'a str {
    gathering.options.environment.as_deref().unwrap_or_default()
}

/// Values of the environment's tag by account and record type, the empty one for what lacks it.
type Environments = BTreeMap<(String, String), BTreeSet<String>>;
/// Costs by account and record type.
type Costs = BTreeMap<(String, String), CostAmount>;

/// Which accounts have charges of which record types.
struct Whole(Costs);

impl Whole {
    /// Groups in which there is nothing are not asked for again.
    fn of(groups: &[Group]) -> Result<Whole, GatheringError> {
        let mut costs = Costs::new();
        for group in groups.iter().filter(|it| it.is_something) {
            let [account, record_type] = group.keys.clone();
            add(&mut costs, (account, record_type), group.cost)?;
        }
        Ok(Whole(costs))
    }

    /// The record types of usage that there are.
    fn usage(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.0.keys().map(|(_, kind)| kind).collect();
        all.into_iter().filter(|kind| USAGE.contains(&kind.as_str())).cloned().collect()
    }

    /// The questions that together are about all charges.
    fn questions(
        &self,
        gathering: &Gathering<'_>,
        accounts: &[String],
        environments: &Environments,
    ) -> Vec<Question> {
        let (service, usage_type) = (Dimension::Service, Dimension::UsageType);
        let (mut questions, mut others) = (Vec::new(), BTreeSet::new());
        for key in self.0.keys() {
            let (account, kind) = key;
            if !USAGE.contains(&kind.as_str()) {
                others.insert(kind);
                continue;
            }
            let question = |tag| Question {
                month: gathering.month,
                accounts: vec![account.clone()],
                record_types: vec![kind.clone()],
                tag,
                by: [By::Dimension(service.clone()), By::Dimension(usage_type.clone())],
            };
            match environments.get(key) {
                None => questions.push(question(None)),
                Some(values) => questions.extend(
                    values
                        .iter()
                        .map(|value| question(Some((tag_of(gathering).to_owned(), value.clone())))),
                ),
            }
        }
        questions.extend(others.into_iter().map(|kind| Question {
            month: gathering.month,
            accounts: accounts.to_vec(),
            record_types: vec![kind.clone()],
            tag: None,
            by: [By::Dimension(Dimension::LinkedAccount), By::Dimension(service.clone())],
        }));
        questions
    }
}

fn add_environments(all: &mut Environments, kind: &str, tag: &str, groups: &[Group]) {
    for group in groups.iter().filter(|it| it.is_something) {
        let [account, key] = &group.keys;
        let value = key.strip_prefix(tag).and_then(|rest| rest.strip_prefix('$')).unwrap_or(key);
        let values = all.entry((account.clone(), kind.to_owned())).or_default();
        values.insert(value.to_owned());
    }
}

fn add(costs: &mut Costs, key: (String, String), cost: CostAmount) -> Result<(), GatheringError> {
    let sum = costs.entry(key).or_insert(CostAmount::ZERO);
    let too_long = |_| SourceRefusal::AnswerUnreadable {
        request: PERMISSION.to_owned(),
        lacks: "UnblendedCost".to_owned(),
    };
    *sum = sum.plus(cost).map_err(too_long)?;
    Ok(())
}

/// What the parts of the whole are together.
#[derive(Default)]
struct Parts {
    costs: Costs,
    groups: BTreeMap<(String, String), i128>,
}

impl Parts {
    fn add(&mut self, question: &Question, groups: &[Group]) -> Result<(), GatheringError> {
        let kind = question.record_types.concat();
        let of_accounts = question.by.first() == Some(&By::Dimension(Dimension::LinkedAccount));
        for group in groups {
            let account =
                if of_accounts { group.keys[0].clone() } else { question.accounts.concat() };
            let key = (account, kind.clone());
            *self.groups.entry(key.clone()).or_default() += 1;
            add(&mut self.costs, key, group.cost)?;
        }
        Ok(())
    }

    /// Refuses parts that are another sum than the whole; AWS rounds each group to ten places.
    fn hold_against(&self, whole: &Whole) -> Result<(), GatheringError> {
        let keys: BTreeSet<_> = whole.0.keys().chain(self.costs.keys()).collect();
        for key in keys {
            let of = |costs: &Costs| costs.get(key).copied().unwrap_or(CostAmount::ZERO);
            let (one, other) = (of(&whole.0), of(&self.costs));
            let groups = self.groups.get(key).copied().unwrap_or_default() + 1;
            let allowed = CostAmount::new(ROUNDED.0 * groups, ROUNDED.1).unwrap_or_default();
            let is_near = one.less(other).is_ok_and(|by| by <= allowed && by.negated() <= allowed);
            if !is_near {
                let (account, record_type) = key.clone();
                let (whole, parts) = (one.to_string(), other.to_string());
                return Err(
                    SourceRefusal::AnswersDiffer { account, record_type, whole, parts }.into()
                );
            }
        }
        Ok(())
    }
}

impl Explorer {
    /// The groups of an answer.
    async fn groups(&self, question: &Question) -> Result<Vec<Group>, GatheringError> {
        let pages = self.pages(question).await?;
        self.read(question, &pages)
    }

    fn read(&self, question: &Question, pages: &[Value]) -> Result<Vec<Group>, GatheringError> {
        let unreadable = |lacks: &str| SourceRefusal::AnswerUnreadable {
            request: question.shown(),
            lacks: lacks.to_owned(),
        };
        Ok(shape::groups(pages).map_err(unreadable)?)
    }

    /// Refuses questions that cannot all be asked, before the first one is.
    fn afford(&self, questions: &[Question]) -> Result<(), GatheringError> {
        let new = questions.iter().filter(|it| self.answers.kept(&it.request()).is_none()).count();
        let needed = u64::try_from(new).unwrap_or(u64::MAX);
        if self.meter.allows(needed) { Ok(()) } else { Err(self.too_dear(needed)) }
    }

    fn too_dear(&self, needed: u64) -> GatheringError {
        let (made, most) = (self.meter.made(), self.meter.most());
        SourceRefusal::AwsCostCap { made, needed, most }.into()
    }

    /// All pages of an answer, kept or new. A token that is not good any more begins them again, once.
    async fn pages(&self, question: &Question) -> Result<Vec<Value>, GatheringError> {
        let request = question.request();
        if let Some(pages) = self.answers.kept(&request) {
            self.meter.count_used_again();
            return Ok(pages);
        }
        let mut again = true;
        let pages = loop {
            match self.all_pages(question).await {
                Err(Stopped::Token(_)) if again => again = false,
                Err(Stopped::Token(refusal)) => return Err(refusal.into()),
                Err(Stopped::Refused(error)) => return Err(error),
                Ok(pages) => break pages,
            }
        };
        let kept = self.answers.keep(&request, &pages);
        kept.map_err(|(path, error)| not_written(&path, &error))?;
        Ok(pages)
    }

    async fn all_pages(&self, question: &Question) -> Result<Vec<Value>, Stopped> {
        let mut pages = Vec::new();
        let mut token: Option<String> = None;
        while pages.len() < MOST_PAGES {
            if !self.meter.allows(1) {
                return Err(Stopped::Refused(self.too_dear(1)));
            }
            let page = self.one_page(question, token.clone()).await;
            let page = page.map_err(|error| self.stopped(question, &error))?;
            let next = page.next_page_token().filter(|next| !next.is_empty()).map(str::to_owned);
            pages.push(shape::page(&page, pages.len() + 1));
            match next {
                None => return Ok(pages),
                // The same page again would go on for ever.
                Some(next) if token.as_ref() == Some(&next) => break,
                next => token = next,
            }
        }
        let (request, pages) = (question.shown(), pages.len());
        Err(Stopped::Refused(AwsRefusal::AwsPagesWithoutEnd { request, pages }.into()))
    }

    fn stopped(&self, question: &Question, error: &Refused) -> Stopped {
        // An attempt that the meter did not let through is no answer of AWS.
        if !self.meter.allows(1) && error.as_service_error().is_none() {
            return Stopped::Refused(self.too_dear(1));
        }
        let refusal = AwsRefusal::of(Cause::of(error), question.shown(), PERMISSION);
        let of_token = |it: &GetCostAndUsageError| {
            it.is_invalid_next_token_exception() || it.is_request_changed_exception()
        };
        if error.as_service_error().is_some_and(of_token) {
            Stopped::Token(refusal)
        } else {
            Stopped::Refused(refusal.into())
        }
    }

    async fn one_page(
        &self,
        question: &Question,
        token: Option<String>,
    ) -> Result<GetCostAndUsageOutput, Refused> {
        let interval = question.interval().map_err(Refused::construction_failure)?;
        self.client
            .get_cost_and_usage()
            .time_period(interval)
            .granularity(Granularity::Monthly)
            .set_metrics(Some(METRICS.map(str::to_owned).into()))
            .set_filter(question.filter())
            .set_group_by(Some(question.groups()))
            .set_next_page_token(token)
            .send()
            .await
    }
}

type Refused = SdkError<GetCostAndUsageError>;

/// Why pages ended too early.
enum Stopped {
    Token(AwsRefusal),
    Refused(GatheringError),
}
