//! What the command line does, done without it, as an HTTP route would: on any thread, by texts and
//! values, with refusals that carry fields.

use std::{collections::BTreeMap, future::Future, path::Path};

use chrono::{DateTime, NaiveDate, Utc};
use mru_core::{Finding, Format, calendar::Period, rate_card::NotInForce};
use mru_service::{
    Database,
    absent::Absent,
    billing::{
        self, ImpactRequest, Intake, IssueDay, IssueRequest, NoteRequest, Once, Progress,
        Publication, PublishError, PublishRefusal, PublishRequest,
    },
    books::{self, Of},
    budgets::{self, Budget},
    callers::{self, KeyRequest, Role},
    door::{self, Access},
    keeping,
    notifying::{self, Outlets, WebhookRequest},
    quoting::{self, TermsError, TermsRequest},
    rate_cards::{self, AtHand, CardError, Refusal, Wanted},
    reconciling::{self, DriftRequest, ProposeRequest, ReconcileRequest},
    tables::Tables,
    witness::{outside, proof},
};
use mru_tests::month::{account, plain_account};
use serde_json::json;

/// One container of 1 vCPU and 2 GB, twice.
const DEPLOYMENT: &str = r#"{"environments": [{"name": "production", "kind": "production",
    "redundancy": 2, "containers": [{"name": "ms-loans", "vcpu": 1, "memory_gb": 2,
    "repository": "ms-loans", "branch": "main"}]}]}"#;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Opens a new store, and works on it as a server does: in a task of its own, which may move to
/// another thread while it waits; the compiler holds that it can.
fn served<W>(work: impl FnOnce(Database) -> W)
where
    W: Future<Output = Database> + Send + 'static,
{
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let made = door::make_folder(folder.path(), door::PATIENCE).await.expect("a store");
        made.finish().await.expect("a store");
        let opened = door::open_folder(folder.path(), Access::Write, door::PATIENCE).await;
        let database = tokio::spawn(work(opened.expect("the store"))).await.expect("no panic");
        database.close().await.expect("closed");
    });
}

/// What a deployment costs a month, in USD.
fn price(at_hand: AtHand<'_>, card: &str, on: &str) -> Result<String, TermsError> {
    let asked = TermsRequest { at_hand, card: Wanted::Named(card), contract: None, day: day(on) };
    let terms = quoting::terms(&asked)?;
    let quote = quoting::quote(DEPLOYMENT, Format::Json, &terms, day(on)).expect("a quote");
    Ok(quote.priced.total.usd.to_string())
}

/// A card of two weights, at a price.
fn card(first: &str, price: &str) -> BTreeMap<String, String> {
    let header = format!(
        "card = \"reference\"\neffective_from = \"{first}\"\ncurrency = \"USD\"\n\
         mru_price_usd = \"{price}\"\napproved_by = \"owner\"\nprovenance = \"test\"\n"
    );
    let weights = "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,2,assumption,\n\
                   environment,production,0,assumption,\n";
    [("card.toml", header), ("weights.csv", weights.to_owned())]
        .map(|(name, text)| (name.to_owned(), text))
        .into()
}

#[test]
fn a_text_is_quoted_judged_and_explained() {
    let tables = Tables::embedded().expect("cards");
    let on = "2026-11-21";
    assert_eq!(price((&tables).into(), "reference", on).expect("terms"), "138.60");
    let contract = "weights_lock = { as_of = \"2026-09-01\", until = \"2027-01-01\" }";
    let asked = |contract| TermsRequest {
        at_hand: (&tables).into(),
        card: Wanted::Named("reference"),
        contract,
        day: day(on),
    };
    for (contract, derived_by) in
        [(None, "reference@2026-10-01"), (Some((contract, Format::Toml)), "reference@2026-01-01")]
    {
        let terms = quoting::terms(&asked(contract)).expect("terms");
        let quote = quoting::quote(DEPLOYMENT, Format::Json, &terms, day(on)).expect("a quote");
        let explained = quoting::explain(&quote, 1).expect("a line");
        let (card, entry) = explained.derived.expect("a derivation");
        assert_eq!((card.id().as_str(), entry.id.as_str()), (derived_by, "container/1x2"));
        let lines = quote.priced.lines().len();
        for line in [0, lines + 1] {
            assert_eq!(
                quoting::explain(&quote, line).err(),
                Some(Absent::NoQuoteLine { line, lines })
            );
        }
    }
    let agreed = "weights = [{ entry = \"container/1x2\", weight_mru = \"1\" }]";
    let terms = quoting::terms(&asked(Some((agreed, Format::Toml)))).expect("terms");
    let quote = quoting::quote(DEPLOYMENT, Format::Json, &terms, day(on)).expect("a quote");
    let explained = quoting::explain(&quote, 1).expect("a line");
    assert!(explained.derived.is_none(), "no card derives what a contract agrees");

    let wrong = DEPLOYMENT.replace("\"memory_gb\": 2", "\"memory_gb\": 99");
    let judged = quoting::validate(&wrong, Format::Json, &terms);
    let refused = quoting::quote(&wrong, Format::Json, &terms, day(on)).expect_err("no such size");
    let rules = |findings: &[Finding]| findings.iter().map(|it| it.rule).collect::<Vec<_>>();
    assert!(!judged.is_valid() && rules(&refused).contains(&"V2"), "{refused:?}");
    assert_eq!(rules(&judged.findings), rules(&refused));
    assert!(quoting::validate(DEPLOYMENT, Format::Json, &terms).is_valid());
}

#[test]
fn what_is_refused_carries_fields() {
    let tables = Tables::embedded().expect("cards");
    let refused = |card, on| match price((&tables).into(), card, on) {
        Err(TermsError::Card(CardError::Refused(refusal))) => refusal,
        other => panic!("{card} on {on}: {other:?}"),
    };
    assert!(matches!(
        refused("referense", "2026-11-21"),
        Refusal::RateCardNotInForce { reason: NotInForce::Unknown { near: Some(near), .. } }
            if near == "reference"
    ));
    let early = refused("reference", "2025-12-31");
    assert_eq!(early.code(), "rate-card-not-in-force");
    assert!(matches!(
        early,
        Refusal::RateCardNotInForce { reason: NotInForce::NotYet { first, .. } }
            if first == day("2026-01-01")
    ));
    let known = ["reference@2026-01-01", "reference@2026-10-01"].map(str::to_owned).to_vec();
    let id = String::from("reference@2027-01-01");
    assert_eq!(refused(&id, "2026-11-21"), Refusal::NoRateCardVersion { id: id.clone(), known });

    let unlisted = Tables { manifest: Default::default(), ..tables };
    assert!(matches!(
        rate_cards::check(&unlisted),
        Err(Refusal::RateCardsNotAsPublished { changed, unpublished })
            if changed.is_empty() && unpublished.len() == 2
    ));
    let publish = |tables: &Tables, card| match rate_cards::to_publish(tables, Wanted::Named(card))
    {
        Err(CardError::Refused(refusal)) => refusal,
        other => panic!("{card}: {other:?}"),
    };
    let card = String::from("reference");
    assert_eq!(publish(&unlisted, "reference"), Refusal::RateCardWithoutFirstDay { card });
    let lost = Tables { files: BTreeMap::new(), ..Tables::embedded().expect("cards") };
    assert_eq!(publish(&lost, "reference@2026-10-01").code(), "rate-card-source-missing");
}

fn request(files: BTreeMap<String, String>, short_notice: bool) -> PublishRequest {
    let publication = Publication::new(files);
    PublishRequest { publication, short_notice, today: day("2026-12-20") }
}

async fn refused(database: &Database, files: BTreeMap<String, String>) -> PublishError {
    billing::publish(database, &[request(files, false)]).await.expect_err("a refusal")
}

#[test]
fn a_card_in_a_request_is_published_and_prices_what_a_request_holds() {
    served(async move |opened| {
        let database = &opened;
        let customer = account(&plain_account("2026-01-01", &json!({})));
        billing::put_accounts(database, &[customer], false).await.expect("a customer");
        assert!(matches!(
            refused(database, card("2027-01-01", "50.00")).await,
            PublishError::Refused(PublishRefusal::ShortNotice { card, days: 12, .. })
                if card == "reference@2027-01-01"
        ));
        assert!(matches!(
            refused(database, card("2026-10-01", "50.00")).await,
            PublishError::Refused(PublishRefusal::RateCardsOverlap { overlap })
                if overlap.later == "reference@2026-10-01"
        ));
        let nothing = refused(database, BTreeMap::new()).await;
        assert!(matches!(nothing, PublishError::Invalid(it) if it[0].rule == "T1"));

        for already in [false, true] {
            let asked = [request(card("2027-01-01", "50.00"), true)];
            let published = billing::publish(database, &asked).await.expect("published");
            assert_eq!(published[0].already, already);
        }
        let cards = billing::rate_cards(database).await.expect("cards");
        let priced = |on| price((&cards).into(), "reference", on).expect("terms");
        assert_eq!(priced("2026-12-31"), "138.60", "2 × 1.65 MRU × USD 42.00");
        assert_eq!(priced("2027-01-01"), "200.00", "2 × 2 MRU × USD 50.00");
        opened
    });
}

/// What is asked about callers waits as well; see the test below.
#[test]
fn use_cases_of_callers_can_wait_in_a_task() {
    fn task(_: impl Future<Output = ()> + Send + 'static) {}
    fn all(opened: fn() -> Database, now: DateTime<Utc>) {
        task(async move {
            let (it, role) = (&opened(), Role::Sre);
            let asked = KeyRequest { role, customer: None, label: "", days: 1 };
            let _ = (callers::create(it, &asked).await, callers::all(it).await);
            let _ = (callers::rotate(it, "", (1, 1)).await, callers::revoke(it, "").await);
            let _ = callers::recognise(it, "").await;
            let once = Once { caller: "", key: "", hash: "" };
            let cards = billing::rate_cards(it).await.unwrap_or_default();
            if let Ok(intake) = Intake::begin(it, &cards, now).await {
                let _ = intake.record_once(&once, |_| String::new()).await;
            }
            let _ = billing::answered(it, &once).await;
            let _ = (billing::CardShelf::default().cards(it).await, books::is_readable(it).await);
        });
    }
    let _ = all;
}

/// A server works on many requests on several threads: the compiler holds that a task may wait for any
/// use case on one of them and go on on another. None of this is run.
#[test]
fn every_use_case_can_wait_in_a_task() {
    fn task(_: impl Future<Output = ()> + Send + 'static) {}
    fn all(
        opened: fn() -> Database,
        period: Period,
        now: DateTime<Utc>,
        path: &'static Path,
        costs: fn() -> ReconcileRequest<'static>,
    ) {
        let day = IssueDay::new(None, now);
        task(async move {
            let (it, progress) = (&opened(), &Progress::default());
            let _ = billing::put_accounts(it, &[], false).await;
            let _ = billing::import_events(it, &Default::default(), now, &[]).await;
            let _ = billing::run(it, period, None, true, now, progress).await;
            let asked = IssueRequest { period, only: None, day };
            let _ = billing::issue(it, &asked, progress).await;
            let asked = NoteRequest { document: "", lines: &[], reason: None, day, key: "" };
            let _ = (billing::preview_note(it, &asked).await, billing::note(it, &asked).await);
            let _ = billing::verify(it, progress).await;
        });
        task(async move {
            let (it, asked) = (&opened(), request(BTreeMap::new(), false));
            let _ = (billing::rate_cards(it).await, billing::published(it).await);
            let (publication, today) = (asked.publication.clone(), asked.today);
            let of_month = ImpactRequest { publication, period: Some(period), today };
            let _ = billing::impact(it, &of_month).await;
            let _ = billing::preview_publication(it, &asked).await;
            let _ = billing::publish(it, &[asked]).await;
        });
        task(async move {
            let it = &opened();
            let _ = (books::find(it, "").await, books::explain(it, "", 1).await);
            let _ = (books::month(it, period).await, books::issued(it, Of::Month(period)).await);
            let _ = books::billing_periods(it, period, now).await;
            let _ = (books::months(it).await, books::of_run(it, "").await);
            let _ = books::compare(it, "", now).await;
            let _ = (books::customers(it).await, books::intervals(it, "").await);
        });
        task(async move {
            let it = &opened();
            let _ = reconciling::reconcile(it, &costs()).await;
            let _ = (reconciling::last(it, period).await, reconciling::all(it).await);
            let _ = reconciling::close(it, period, "", now).await;
            let (card, with_hours) = ("reference", true);
            let drift = DriftRequest {
                month: period,
                with: &[],
                card,
                prices: None,
                with_hours,
                with_usage: true,
            };
            let _ = reconciling::drift(it, &drift).await;
            let asked = ProposeRequest { drift, first: now.date_naive(), approved_by: "" };
            let _ = reconciling::propose(it, &asked).await;
        });
        task(async move {
            let it = &opened();
            let _ = (proof::bundle(it, "", None).await, proof::last_checkpoint(it).await);
            let _ = outside::write_missing(it, path).await;
        });
        task(async move {
            let _ = keeping::backup(&opened(), path, door::PATIENCE).await;
            let _ = keeping::restore(path, path, door::PATIENCE).await;
            let _ = door::make_folder(path, door::PATIENCE).await;
            let _ = door::open_folder(path, Access::Read, door::PATIENCE).await;
        });
    }
    let _ = all;
}

/// As [`every_use_case_can_wait_in_a_task`], of what others are told.
#[test]
fn telling_others_can_wait_in_a_task() {
    fn task(_: impl Future<Output = ()> + Send + 'static) {}
    fn all(opened: fn() -> Database) {
        task(async move {
            let it = &opened();
            let asked = WebhookRequest { url: "", events: &[], customer: None, insecure: false };
            let _ = (notifying::add(it, &asked).await, notifying::webhooks(it).await);
            let _ = (notifying::rotate(it, "", 0).await, notifying::remove(it, "").await);
            let _ = (notifying::list(it, None, ("", 1)).await, notifying::replay(it, "").await);
            let outlets = Outlets::default();
            let _ = notifying::deliver_all(it, &outlets, (false, |_, _, _| {})).await;
            let _ = (notifying::mail_on(it, "", "").await, notifying::mail_off(it).await);
            let _ = (notifying::mail_setting(it).await, budgets::list(it, None).await);
            let (customer, measure) = (String::new(), budgets::Measure::MonthlyUsd);
            let (deployment, environment, most) = Default::default();
            let budget = Budget { customer, deployment, environment, measure, most };
            let _ = budgets::set(it, &budget).await;
        });
    }
    let _ = all;
}
