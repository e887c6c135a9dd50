//! Pages of changes and approvals: asked for, looked at and decided as people do it, to the figures of
//! the API.

use mru_core::{Lang, text::usd};
use mru_tests::{
    served::{Answer, Served},
    store::{Store, on_both},
};
use serde_json::{Value, json};

use crate::{
    PROGRAM,
    changes::{BASE, begun, customer, key, post, question},
    pages::{Visitor, encoded},
};

/// What somebody types into the form of a change.
struct Typed {
    current: String,
    proposed: String,
    more: String,
}

impl Typed {
    /// The question that the API is asked, as somebody types it.
    fn of(question: &Value) -> Typed {
        Typed {
            current: question["current"].to_string(),
            proposed: question["proposed"].to_string(),
            more: String::new(),
        }
    }

    fn body(&self, visitor: &Visitor<'_>, what: &str) -> String {
        let (current, proposed) = (encoded(&self.current), encoded(&self.proposed));
        format!(
            "token={}&do={what}&customer=acme&ticket=REQ-1&title=Add+b&requested_by=lead%40acme.example&what=whole&notation=yaml&current={current}&proposed={proposed}{}",
            visitor.token(),
            self.more
        )
    }
}

/// The value of a hidden field.
#[track_caller]
fn hidden(page: &str, name: &str) -> String {
    let of = format!("name=\"{name}\" value=\"");
    let value = page.split(&of).nth(1).and_then(|it| it.split('"').next());
    value.unwrap_or_else(|| panic!("no {name}: {page}")).to_owned()
}

/// Checks a change in the form and asks for it; returns the path of its page.
#[track_caller]
fn asked(visitor: &Visitor<'_>, question: &Value) -> String {
    let mut typed = Typed::of(question);
    let checked = visitor.send("/changes/new", &typed.body(visitor, "check"), &[]);
    assert_eq!(checked.status, 200, "{}", checked.text);
    let (seen, key) = (hidden(&checked.text, "seen"), hidden(&checked.text, "key"));
    typed.more = format!("&seen={seen}&key={key}");
    let body = typed.body(visitor, "ask");
    let made = visitor.send("/changes/new", &body, &[]);
    let path = made.header("location").unwrap_or_else(|| panic!("{}", made.text)).to_owned();
    assert!(made.status == 303 && path.starts_with("/changes/CH-"), "{made:?}");
    // The same form sent twice asks once.
    let again = visitor.send("/changes/new", &body, &[]);
    assert_eq!(again.header("location"), Some(path.as_str()));
    path
}

/// Sends the decision of an approver, with the fields of the page and some others.
fn decided(visitor: &Visitor<'_>, id: &str, page: &str, decision: &str, reason: &str) -> Answer {
    let (token, key, statement) = (visitor.token(), hidden(page, "key"), hidden(page, "statement"));
    let reason = encoded(reason);
    let body = format!(
        "token={token}&key={key}&statement={statement}&decision={decision}&reason={reason}"
    );
    visitor.send(&format!("/approvals/{id}"), &body, &[])
}

struct People {
    sre: String,
    approver: String,
    stranger: String,
    auditor: String,
}

impl People {
    fn of(store: &Store) -> People {
        People {
            sre: key(store, "sre", "tool", ""),
            approver: key(store, "customer-approver", "cto@acme.example", "acme"),
            stranger: key(store, "customer-approver", "cto@other.example", "other"),
            auditor: key(store, "auditor", "audit", ""),
        }
    }
}

#[track_caller]
fn figures_are_those_of_the_api(served: &Served, sre: &str, approver: &Visitor<'_>, id: &str) {
    let checked = post(served, "/v1/changes/check", sre, "", &question("acme")).json();
    let recorded = served.get(&format!("/v1/changes/{id}"), sre).json();
    let amount = |it: &Value| usd(it.as_str().expect("an amount").parse().expect("one"), Lang::En);
    let after = amount(&recorded["after_usd"]).replace(' ', "\u{a0}");
    assert_eq!(recorded["title"], "Add b");
    let page = approver.get(&format!("/approvals/{id}")).text;
    assert!(page.contains(&format!("Approve up to {after} a month")), "{page}");
    for line in checked["lines"].as_array().expect("lines").iter().filter(|it| it["usd"] != "0.00")
    {
        let more = format!("+{}", line["usd"].as_str().expect("an amount"));
        assert!(page.contains(&format!(">{more}<")), "{more} {page}");
    }
}

#[track_caller]
fn it_waits_for_its_approver_alone(approver: &Visitor<'_>, auditor: &Visitor<'_>, id: &str) {
    for (visitor, waits) in [(approver, true), (auditor, false)] {
        let inbox = visitor.get("/approvals").text;
        assert_eq!(inbox.contains("Waits for you"), waits, "{inbox}");
        assert_eq!(inbox.contains("class=\"count\">1<"), waits, "{inbox}");
        assert!(inbox.contains(id) && visitor.get("/changes?state=waiting").text.contains(id));
        let shown = visitor.get(&format!("/approvals/{id}"));
        assert_eq!(
            (shown.status, shown.text.contains("<form method=\"post\" action=\"/approvals/")),
            (200, waits)
        );
    }
}

/// And a rejection says why.
#[track_caller]
fn what_was_not_seen_is_not_decided(approver: &Visitor<'_>, id: &str, page: &str) {
    let other = page.replace(&hidden(page, "statement"), "sha256:0");
    let refused = decided(approver, id, &other, "approve", "");
    assert!(
        refused.status == 409 && refused.text.contains("Nothing was decided"),
        "{}",
        refused.text
    );
    let refused = decided(approver, id, page, "reject", " ");
    assert!(
        refused.status == 422 && refused.text.contains("A rejection needs a reason"),
        "{}",
        refused.text
    );
}

#[test]
fn a_change_is_checked_asked_for_and_approved_on_pages() {
    on_both(PROGRAM, |store| {
        begun(store);
        let people = People::of(store);
        let served = Served::start(store, &[]);
        let sre = Visitor::of(&served, &people.sre);
        let approver = Visitor::of(&served, &people.approver);
        let path = asked(&sre, &question("acme"));
        let id = path.trim_start_matches("/changes/");
        figures_are_those_of_the_api(&served, &people.sre, &approver, id);
        it_waits_for_its_approver_alone(&approver, &Visitor::of(&served, &people.auditor), id);
        let spanish = approver.get(&format!("/approvals/{id}?lang=es")).text;
        assert!(
            spanish.contains("Aprobar hasta US$") && spanish.contains("Su decisión"),
            "{spanish}"
        );
        let page = approver.get(&format!("/approvals/{id}?lang=en")).text;
        what_was_not_seen_is_not_decided(&approver, id, &page);
        assert_eq!(
            served.get(&format!("/v1/changes/{id}"), &people.sre).json()["state"],
            "waiting"
        );
        let done = decided(&approver, id, &page, "approve", "as agreed");
        assert_eq!(
            done.header("location"),
            Some(format!("/approvals/{id}").as_str()),
            "{}",
            done.text
        );
        assert_eq!(decided(&approver, id, &page, "approve", "as agreed").status, 303);
        let late = page.replace(
            &hidden(&page, "key"),
            &hidden(
                &approver.get("/approvals").text.replace("name=\"token\"", "name=\"key\""),
                "key",
            ),
        );
        let late = decided(&approver, id, &late, "reject", "too late");
        assert!(late.status == 409 && late.text.contains("It was decided before"), "{}", late.text);
        let decision = served.get(&format!("/v1/changes/{id}"), &people.sre).json();
        assert_eq!(
            (&decision["state"], &decision["decision"]["approver"]),
            (&json!("approved"), &json!("cto@acme.example"))
        );
        let approval = decision["decision"]["id"].as_str().expect("an id");
        assert!(
            approver
                .get(&format!("/approvals/{id}"))
                .text
                .contains("cto@acme.example approved up to")
        );
        let gate = json!({ "customer": "acme", "approval": approval });
        assert_eq!(post(&served, "/v1/gate", &people.sre, "g-1", &gate).json()["allowed"], true);
        assert!(sre.get(&path).text.contains("Let through"));
        // What the gate let through is what the next change begins with.
        let form = sre.get("/changes/new?customer=acme").text;
        assert!(
            form.contains("As the gate let it through for REQ-1")
                && form.contains("&#34;ms-b&#34;")
                || form.contains("&#34;b&#34;"),
            "{form}"
        );
        assert!(store.ok(&["verify"]).contains(": 0 problems"));
    });
}

#[test]
fn what_is_of_another_customer_is_not_there_on_any_page_of_changes() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let people = People::of(&store);
    let served = Served::start(&store, &[]);
    let path = asked(&Visitor::of(&served, &people.sre), &question("acme"));
    let id = path.trim_start_matches("/changes/");
    let stranger = Visitor::of(&served, &people.stranger);
    let nobody = "CH-0000000000000000";
    let without = |it: &Answer, id: &str| it.text.replace(id, "").replace(&stranger.token(), "");
    for place in ["/changes/", "/approvals/"] {
        let (foreign, absent) =
            (stranger.get(&format!("{place}{id}")), stranger.get(&format!("{place}{nobody}")));
        assert_eq!((foreign.status, absent.status), (404, 404));
        assert_eq!(without(&foreign, id), without(&absent, nobody));
    }
    let page = Visitor::of(&served, &people.approver).get(&format!("/approvals/{id}")).text;
    assert_eq!(decided(&stranger, id, &page, "approve", "").status, 404);
    for list in ["/changes", "/approvals", "/changes?state=waiting"] {
        assert!(!stranger.get(list).text.contains(id), "{list}");
    }
    assert_eq!(stranger.get("/changes?customer=acme").status, 404);
    let bound = Visitor::of(&served, &key(&store, "sre", "their tool", "other"));
    let form = bound.get("/changes/new?customer=acme").text;
    assert!(form.contains("value=\"other\"") && !form.contains("value=\"acme\""), "{form}");
    assert_eq!(bound.get(&format!("/changes/new?from={id}")).status, 404);
    assert!(!stranger.get("/approvals").text.contains("class=\"count\""));
}

#[test]
fn what_is_wrong_in_the_form_of_a_change_is_named_and_kept() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let people = People::of(&store);
    let served = Served::start(&store, &[]);
    let sre = Visitor::of(&served, &people.sre);
    let typed = Typed::of(&question("acme"));
    let (good, wrong) =
        (typed.proposed.clone(), String::from("environments: [{name: x, kind: <b>}]"));
    for (current, proposed, field, said) in [
        (typed.current.clone(), wrong.clone(), "proposed", "What there shall be has errors"),
        (wrong.clone(), good.clone(), "current", "What there is has errors"),
    ] {
        let sent = Typed { current, proposed, more: String::new() };
        let answer = sre.send("/changes/new", &sent.body(&sre, "check"), &[]);
        assert_eq!(answer.status, 422);
        let page = &answer.text;
        for part in
            [said, "kind: &#60;b&#62;", "value=\"REQ-1\"", "role=\"alert\"", "<title>Error: "]
        {
            assert!(page.contains(part), "{part} {page}");
        }
        assert!(page.contains(&format!("href=\"#{field}\"")), "{page}");
    }
    // What was not seen is not asked for.
    let checked = sre.send("/changes/new", &typed.body(&sre, "check"), &[]).text;
    let more = format!("&seen={}&key={}", hidden(&checked, "seen"), hidden(&checked, "key"));
    let other = Typed { current: String::new(), proposed: good, more };
    let refused = sre.send("/changes/new", &other.body(&sre, "ask"), &[]);
    assert!(
        refused.status == 422
            && refused.text.contains("This is another change than the one that you saw"),
        "{}",
        refused.text
    );
    for (name, value, said) in [
        ("customer", "nobody", "nobody"),
        ("starts_on", "21/11/2026", "21/11/2026"),
        ("deployment", "elsewhere", "elsewhere"),
    ] {
        let body = typed.body(&sre, "check").replace(
            "customer=acme",
            if name == "customer" { "customer=nobody" } else { "customer=acme" },
        );
        let body =
            if name == "customer" { body } else { format!("{body}&{name}={}", encoded(value)) };
        let answer = sre.send("/changes/new", &body, &[]);
        // The place of a deployment is looked at when it is asked for.
        let status = if name == "deployment" { 200 } else { 422 };
        assert!(answer.status == status && answer.text.contains(said), "{name} {}", answer.text);
    }
    assert!(served.get("/v1/changes", &people.sre).json()["items"] == json!([]));
}

#[test]
fn what_is_no_longer_what_was_asked_for_cannot_be_approved() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let people = People::of(&store);
    let served = Served::start(&store, &[]);
    let (sre, approver) =
        (Visitor::of(&served, &people.sre), Visitor::of(&served, &people.approver));
    let path = asked(&sre, &question("acme"));
    let id = path.trim_start_matches("/changes/");
    let page = approver.get(&format!("/approvals/{id}")).text;
    // Meanwhile an MRU costs more.
    let dearer = customer("acme")
        .replace("[contract]\n", "[contract]\nprices = { mru_price_usd = \"50.00\" }\n");
    let file = store.file("dearer.toml", &dearer);
    store.ok(&["customer", "put", "--replace", &file]);
    let refused = decided(&approver, id, &page, "approve", "");
    assert!(
        refused.status == 409 && refused.text.contains("Nothing was approved"),
        "{}",
        refused.text
    );
    let shown = approver.get(&format!("/approvals/{id}")).text;
    assert!(shown.contains("Out of date") && shown.contains("it would cost"), "{shown}");
    assert!(!shown.contains("value=\"approve\""), "{shown}");
    assert!(approver.get("/approvals").text.contains("Does not count any more"));
    let again = sre.get(&format!("/changes/new?from={id}")).text;
    assert!(again.contains("value=\"REQ-1\"") && again.contains("Add b"), "{again}");
    assert!(!BASE.is_empty());
}
