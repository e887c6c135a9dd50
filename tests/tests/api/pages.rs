//! The pages by the real program: who gets in, what forms need, and what stands on them.

use std::time::{Duration, Instant};

use mru_service::{
    callers::Role,
    http::{Method, Need, PAGES, Place, Route, Sees},
};
use mru_tests::{
    facts::Customer,
    served::{Answer, Served},
    store::on_both,
};

use crate::{PROGRAM, begun, key};

pub(crate) const FORM: &str = "content-type: application/x-www-form-urlencoded";

/// Somebody who is signed in.
pub(crate) struct Visitor<'s> {
    served: &'s Served,
    cookie: String,
}

impl Visitor<'_> {
    /// Signs in with a key.
    #[track_caller]
    pub(crate) fn of<'s>(served: &'s Served, key: &str) -> Visitor<'s> {
        let answer =
            served.ask("POST /sign-in", &[FORM], format!("key={key}&next=/months").as_bytes());
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/months")),
            "{}",
            answer.text
        );
        let cookie = answer.header("set-cookie").expect("a session").to_owned();
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
        let cookie = cookie.split(';').next().expect("a value");
        Visitor { served, cookie: format!("cookie: {cookie}") }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.served.ask(&format!("GET {path}"), &[&self.cookie], b"")
    }

    pub(crate) fn send(&self, path: &str, body: &str, more: &[&str]) -> Answer {
        let headers = [&[FORM, self.cookie.as_str()][..], more].concat();
        self.served.ask(&format!("POST {path}"), &headers, body.as_bytes())
    }

    /// Waits until a job is finished.
    #[track_caller]
    fn wait(&self, job: &str) -> String {
        let asked = Instant::now();
        loop {
            let page = self.get(job).text;
            if page.contains("It is finished.") {
                return page;
            }
            assert!(asked.elapsed() < Duration::from_secs(60), "{page}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What forms of a page bring back.
    #[track_caller]
    pub(crate) fn token(&self) -> String {
        let page = self.get("/quotes/new").text;
        let token =
            page.split("name=\"token\" value=\"").nth(1).and_then(|it| it.split('"').next());
        token.expect("a token").to_owned()
    }
}

/// The path of a page as it describes itself.
fn path(route: &Route) -> String {
    let mut path = route.path.to_owned();
    for parameter in route.parameters.iter().filter(|it| it.place == Place::Path) {
        path = path.replace(&format!("{{{}}}", parameter.name), parameter.example);
    }
    path
}

#[test]
fn every_role_sees_exactly_the_pages_that_are_declared() {
    let store = begun();
    store.admit(&[Customer::of("alpha")]);
    let served = Served::start(&store, &[]);
    let (mut seen, mut refused) = (0, 0);
    for role in Role::ALL {
        let bound =
            ["api-key", "create", "--label", "x", "--customer", "alpha", "--role", role.as_str()];
        for (key, is_bound) in [(key(&store, role.as_str()), false), (store.ok(&bound), true)] {
            let visitor = Visitor::of(&served, key.trim());
            let token = visitor.token();
            for route in PAGES.iter().filter(|it| it.path != "/sign-out") {
                let answer = match route.method {
                    Method::Get => visitor.get(&path(route)),
                    Method::Post => visitor.send(&path(route), &format!("token={token}"), &[]),
                };
                let may = match route.need {
                    Need::Nothing | Need::Link => true,
                    Need::Key(permission) => {
                        role.may(permission) && !(is_bound && route.sees == Sees::All)
                    }
                };
                let shown =
                    format!("{role:?} {is_bound} {route:?}: {} {}", answer.status, answer.text);
                assert_eq!(answer.status == 403, !may, "{shown}");
                assert!(answer.status < 500, "{shown}");
                if may { seen += 1 } else { refused += 1 }
            }
        }
    }
    assert!(seen > 150 && refused > 40, "the table is not asked: {seen} {refused}");
}

#[test]
fn who_is_not_signed_in_is_asked_to_and_comes_back() {
    let store = begun();
    let served = Served::start(&store, &[]);
    for route in PAGES.iter().filter(|it| it.need != Need::Nothing) {
        let answer = match route.method {
            Method::Get => served.ask(&format!("GET {}", path(route)), &[], b""),
            Method::Post => served.ask(&format!("POST {}", path(route)), &[FORM], b"token="),
        };
        let next = answer.header("location").unwrap_or_default();
        assert!(
            answer.status == 303 && next.starts_with("/sign-in?next=%2F"),
            "{route:?} {answer:?}"
        );
    }
    let wrong = served.ask("POST /sign-in", &[FORM], b"key=mru_wrong&next=/");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("aria-invalid=\"true\"") && wrong.text.contains("role=\"alert\""));
    assert!(wrong.header("set-cookie").is_none(), "{wrong:?}");
    let spanish = served.ask("GET /sign-in?lang=es", &[], b"");
    assert!(spanish.text.contains("<html lang=\"es\">"), "{}", spanish.text);
    assert!(spanish.header("set-cookie").is_some_and(|it| it.starts_with("mru_lang=es;")));
    let remembered = served.ask("GET /sign-in", &["cookie: mru_lang=es"], b"");
    assert!(remembered.text.contains("Clave de API"), "{}", remembered.text);
    let nowhere = served.ask("GET /no-such-page", &["accept: text/html,*/*;q=0.8"], b"");
    assert!(nowhere.status == 404 && nowhere.text.contains("<h1>Not found</h1>"), "{nowhere:?}");
}

#[test]
fn forms_of_others_and_ended_sessions_do_nothing() {
    on_both(PROGRAM, |store| {
        store.record();
        let key = key(store, "billing-analyst");
        let served = Served::start(store, &[]);
        let visitor = Visitor::of(&served, &key);
        let token = visitor.token();
        let run = "/months/2026-04/run";
        for (body, more) in [
            (String::new(), &[][..]),
            (String::from("token=other"), &[]),
            (format!("token={token}"), &["sec-fetch-site: cross-site"]),
            (format!("token={token}"), &["origin: http://elsewhere.test"]),
        ] {
            let answer = visitor.send(run, &body, more);
            assert_eq!(answer.status, 403, "{body} {more:?} {}", answer.text);
        }
        assert!(visitor.get("/months/2026-04").text.contains("This month was not run yet."));
        // Another session's token is none of this one.
        let other = Visitor::of(&served, &key).token();
        assert_eq!(visitor.send(run, &format!("token={other}"), &[]).status, 403);
        assert_eq!(visitor.send("/sign-out", &format!("token={token}"), &[]).status, 303);
        assert_eq!(visitor.get("/months").status, 303);
        let again = Visitor::of(&served, &key);
        assert_eq!(again.get("/months").status, 200);
        let id = key.get(..14).expect("the id of a key");
        store.ok(&["api-key", "revoke", id]);
        assert_eq!(again.get("/months").status, 303, "a session outlives its key");
        store.ok(&["verify"]);
    });
}

#[test]
fn a_month_is_run_and_looked_at() {
    on_both(PROGRAM, |store| {
        store.record();
        let key = key(store, "administrator");
        let served = Served::start(store, &[]);
        let visitor = Visitor::of(&served, &key);
        let begun = visitor.send("/months/2026-04/run", &format!("token={}", visitor.token()), &[]);
        let job = begun.header("location").expect("a job").to_owned();
        assert_eq!((begun.status, job.starts_with("/jobs/")), (303, true), "{}", begun.text);
        visitor.wait(&job);
        // What pages show is what the command line says.
        let listed = store.json(&["invoice", "list", "2026-04"]);
        let month = visitor.get("/months/2026-04").text;
        let documents =
            listed["documents"].as_array().or_else(|| listed.as_array()).expect("documents");
        assert_eq!(documents.len(), 2);
        for document in documents {
            let total = document["total_usd"].as_str().expect("a total");
            assert!(month.contains(&format!(">{total}<")), "{total} {month}");
        }
        let draft = visitor.get("/customers/alpha/months/2026-04").text;
        for link in
            draft.split("class=\"why\" href=\"").skip(1).filter_map(|it| it.split('#').next())
        {
            let explained = visitor.get(&link.replace("&#38;", "&"));
            assert_eq!(explained.status, 200, "{link}");
        }
        let draft = visitor.get("/customers/alpha/months/2026-04?line=1");
        assert!(draft.text.contains("Why is line 1 what it is?"), "{}", draft.text);
        let pdf = visitor.get("/customers/alpha/months/2026-04?format=pdf");
        assert_eq!(pdf.header("content-type"), Some("application/pdf"));
        assert!(visitor.get("/").text.contains("April 2026"));
        // Who saw other drafts issues none.
        let token = visitor.token();
        let issue = |drafts: &str| {
            visitor.send("/months/2026-04/issue", &format!("token={token}&drafts={drafts}"), &[])
        };
        let other = issue("1 0.01");
        assert_eq!(other.header("location"), Some("/months/2026-04?changed=true#issue"));
        assert_eq!(store.json(&["invoice", "list", "2026-04"])[0]["state"], "draft");
        let shown =
            month.split("name=\"drafts\" value=\"").nth(1).and_then(|it| it.split('"').next());
        let begun = issue(&shown.expect("drafts to issue").replace(' ', "+"));
        let report = visitor.wait(begun.header("location").expect("a job"));
        assert!(report.contains("INV-000001") && report.contains("INV-000002"), "{report}");
        for listed in store.json(&["invoice", "list", "2026-04"]).as_array().expect("documents") {
            assert_eq!(listed["state"], "issued", "{listed}");
        }
        store.ok(&["verify"]);
    });
}

#[test]
fn pages_are_whole_in_both_languages_and_bring_nothing_from_elsewhere() {
    let store = begun();
    store.admit(&[Customer::of("alpha")]);
    let served = Served::start(&store, &[]);
    let visitor = Visitor::of(&served, &key(&store, "administrator"));
    for route in PAGES.iter().filter(|it| it.method == Method::Get && it.path != "/look.css") {
        for (lang, tag) in [("en", "<html lang=\"en\">"), ("es", "<html lang=\"es\">")] {
            let answer = visitor.get(&format!("{}?lang={lang}", path(route)));
            if answer.status == 303 {
                continue;
            }
            let page = &answer.text;
            assert!(page.contains(tag), "{route:?} {page}");
            assert_eq!(page.matches("<h1").count(), 1, "{route:?} {page}");
            for never in
                ["<script", "<style", "style=\"", "http:", "https:", " onclick", "{{", "{%"]
            {
                assert!(!page.contains(never), "{never} {route:?} {page}");
            }
            let policy = answer.header("content-security-policy").unwrap_or_default();
            assert!(
                policy.contains("default-src 'none'") && !policy.contains("unsafe"),
                "{policy}"
            );
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            // With none, browsers send forms from nowhere, and they are refused.
            assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
        }
    }
    let look = served.ask("GET /look.css", &[], b"");
    assert_eq!((look.status, look.header("content-type")), (200, Some("text/css; charset=utf-8")));
}

#[test]
fn a_deployment_is_priced_and_what_is_wrong_is_kept_and_named() {
    let store = begun();
    let served = Served::start(&store, &[]);
    let visitor = Visitor::of(&served, &key(&store, "account-executive"));
    let form = visitor.get("/quotes/new").text;
    let example =
        form.split("spellcheck=\"false\">").nth(1).and_then(|it| it.split("</textarea>").next());
    let example = example.expect("an example").to_owned();
    let send = |deployment: &str, as_of: &str| {
        let body = format!(
            "token={}&notation=yaml&as_of={as_of}&deployment={}",
            visitor.token(),
            encoded(deployment)
        );
        visitor.send("/quotes/new", &body, &[])
    };
    let priced = send(&example, "2026-11-21");
    assert_eq!(priced.status, 200, "{}", priced.text);
    let api =
        served.post("/v1/quotes/price?as_of=2026-11-21", &key(&store, "sre"), "yaml", &example);
    let total = api.json()["total_usd"].as_str().expect("a total").to_owned();
    let amount = mru_core::text::usd(total.parse().expect("a number"), mru_core::Lang::En);
    assert!(
        priced.text.contains(&format!("<strong>{amount}</strong>")),
        "{amount} {}",
        priced.text
    );
    let wrong = send("environments:\n  - name: production\n    kind: <b>\n", "2026-11-21");
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("No total:") && wrong.text.contains("kind: &#60;b&#62;"),
        "{}",
        wrong.text
    );
    assert_eq!(send(&example, "21/11/2026").status, 400);
}

/// A text as a form sends it.
fn encoded(text: &str) -> String {
    let letter = |it: u8| match it {
        it if it.is_ascii_alphanumeric() => char::from(it).to_string(),
        it => format!("%{it:02X}"),
    };
    text.bytes().map(letter).collect()
}

#[test]
fn a_quote_is_saved_issued_linked_and_taken_back() {
    on_both(PROGRAM, |store| {
        store.begin();
        store.admit(&[Customer::of("alpha")]);
        let served = Served::start(store, &[]);
        let visitor = Visitor::of(&served, &key(store, "account-executive"));
        let token = visitor.token();
        let form = visitor.get("/quotes/new").text;
        let example = form.split("spellcheck=\"false\">").nth(1).expect("an example");
        let example = example.split("</textarea>").next().expect("its end");
        let deployment = encoded(example);
        let body = format!(
            "token={token}&notation=yaml&as_of=&do=save&customer=alpha&deployment={deployment}"
        );
        let saved = visitor.send("/quotes/new", &body, &[]);
        let draft = saved.header("location").expect("a draft").to_owned();
        assert!(draft.starts_with("/quotes/draft-"), "{draft} {}", saved.text);
        assert!(visitor.get("/quotes").text.contains(&draft));
        let post =
            |path: &str, more: &str| visitor.send(path, &format!("token={token}{more}"), &[]);
        let issued = post(&format!("{draft}/issue"), "");
        let quote = issued.header("location").expect("a quote").to_owned();
        assert_eq!(quote, "/quotes/QUO-000001", "{}", issued.text);
        let page = visitor.get(&quote).text;
        assert!(page.contains("It may be accepted until"), "{page}");
        let linked = post(&format!("{quote}/link"), "").text;
        let secret =
            linked.split("/q/").nth(1).and_then(|it| it.split('<').next()).expect("a link");
        let opened = served.ask(&format!("GET /q/{secret}"), &[], b"");
        assert!(opened.status == 200 && opened.text.contains("QUO-000001"), "{}", opened.text);
        assert!(visitor.get(&quote).text.contains("opened 1 times"));
        // Who may see quotes may not do anything with them.
        let auditor = Visitor::of(&served, &key(store, "auditor"));
        let body = format!("token={}", auditor.token());
        assert_eq!(auditor.send(&format!("{quote}/link"), &body, &[]).status, 403);
        assert!(!auditor.get(&quote).text.contains("Make a link"));
        assert_eq!(post(&format!("{quote}/withdraw"), "&reason=too+small").status, 303);
        assert!(visitor.get(&quote).text.contains("It was taken back."));
        store.ok(&["verify"]);
    });
}
