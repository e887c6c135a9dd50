//! The life of a quote, by the real program on both databases.

use mru_tests::store::{Store, on_both};
use serde_json::Value;

use super::{EX2, Json as _, PROGRAM, begun, issued, saved, text};

fn verified(store: &Store) -> String {
    store.ok(&["verify"])
}

#[test]
fn a_quote_is_saved_issued_and_accepted() {
    on_both(PROGRAM, |store| {
        begun(store);
        let draft = saved(store, &[EX2, "--contact", "Ana Soto", "--notes", "One\nTwo"]);
        let number = issued(store, &draft, "2026-11-01");
        assert_eq!(number, "QUO-000001");
        let shown = store.json_of(&["quote", "show", &number, "--as-of", "2026-12-01"]);
        for (field, value) in [
            ("state", "issued"),
            ("issued_on", "2026-11-01"),
            ("valid_until", "2026-12-01"),
            ("total_mru", "13.65"),
            ("monthly_usd", "573.30"),
            ("twelve_months_usd", "6879.60"),
            ("contact", "Ana Soto"),
        ] {
            assert_eq!(shown[field], value, "{field}: {shown:#}");
        }
        assert_eq!(shown["customer"], Value::Null);
        assert_eq!(shown["addressee"]["name"], "Example Quotes");

        // It is open on its last day, and expired on the next.
        let late = store.json_of(&["quote", "show", &number, "--as-of", "2026-12-02"]);
        assert_eq!(late["state"], "expired");
        let accept = ["quote", "accept", &number, "--by", "Luis Rey", "--position", "CTO"];
        let early = store.fails(1, &[&accept[..], &["--as-of", "2026-10-31"]].concat());
        assert!(early.contains("is before 2026-11-01"), "{early}");

        let done = store.json_of(&[&accept[..], &["--as-of", "2026-11-20"]].concat());
        assert_eq!(done["state"], "accepted");
        assert_eq!(done["end"]["by"], "Luis Rey");
        // The hash is of the page that anybody can make again.
        let page = store.ok(&["quote", "show", &number, "--format", "html"]);
        assert_eq!(done["end"]["page_hash"], sha256(page.as_bytes()));
        for again in [
            &[&accept[..], &["--as-of", "2026-11-21"]].concat()[..],
            &["quote", "withdraw", &number, "--reason", "no", "--as-of", "2026-11-21"],
            &["quote", "revise", &number],
        ] {
            let refused = store.fails(1, again);
            assert!(refused.contains("was accepted on 2026-11-20"), "{refused}");
        }
        assert!(verified(store).contains("0 documents and 1 quote made again: 0 problems"));
    });
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    let hex: String = sha2::Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect();
    format!("sha256:{hex}")
}

/// R78, R83: price, discount and commitment of the contract, worked out by hand.
#[test]
fn a_quote_of_a_customer_follows_its_contract() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let shown = |customer: &str| {
        let draft = saved(&store, &[EX2, "--customer", customer]);
        let number = issued(&store, &draft, "2026-11-02");
        (store.json_of(&["quote", "show", &number]), number)
    };
    // 8 % of 573.30 is 45.864.
    let (retail, number) = shown("retail");
    assert_eq!(retail["added"][0]["kind"], "discount");
    assert_eq!(retail["added"][0]["usd"], "-45.86");
    assert_eq!(retail["monthly_usd"], "527.44");
    assert_eq!(retail["twelve_months_usd"], "6329.28");
    assert_eq!(retail["agreed"]["customer"], "retail");
    assert_eq!(retail["addressee"]["name"], "Retail Andes S.A.");
    assert_eq!(retail["language"], "es", "the language of the contract");
    let said = store.ok(&["quote", "show", &number]);
    for part in ["COTIZACIÓN", "US$ 527,44", "Descuento de 8 % sobre US$ 573,30", "QUO-000001"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // 110 MRU are agreed, 13.65 are there: 96.35 × 42.
    let (travel, _) = shown("travel");
    assert_eq!(travel["added"][0]["kind"], "commitment");
    assert_eq!(travel["added"][0]["missing_mru"], "96.35");
    assert_eq!(travel["added"][0]["usd"], "4046.70");
    assert_eq!(travel["monthly_usd"], "4620.00");
    // The price of the annex.
    let (bank, _) = shown("bank");
    assert_eq!(bank["mru_price_usd"], "39.50");
    assert_eq!(bank["mru_price_source"], "contract");
    let refused = store.fails(1, &["quote", "save", EX2, "--customer", "bank", "--rate-card", "x"]);
    assert!(refused.contains("names its rate card"), "{refused}");
    let refused = store.fails(1, &["quote", "save", EX2, "--customer", "nobody"]);
    assert!(refused.contains("no customer `nobody`"), "{refused}");
    let draft = saved(&store, &[EX2, "--customer", "retail"]);
    let refused = store.fails(1, &["quote", "issue", &draft, "--as-of", "2026-08-31"]);
    assert!(refused.contains("is before 2026-11-02"), "{refused}");
    assert!(verified(&store).contains("and 3 quotes made again: 0 problems"));
}

/// Paper does not change when the contract does, and a new version takes the place of the old.
#[test]
fn what_was_issued_stays_and_is_superseded() {
    on_both(PROGRAM, |store| {
        begun(store);
        let draft = saved(store, &[EX2, "--customer", "retail"]);
        let number = issued(store, &draft, "2026-11-02");
        let forms = ["text", "html", "csv"];
        let before: Vec<String> = forms
            .iter()
            .map(|form| store.ok(&["quote", "show", &number, "--format", form]))
            .collect();
        let changed = text("fixtures/demo/customers/retail.toml")
            .replace("effective_from = \"2026-09-01\"", "effective_from = \"2026-11-01\"")
            .replace("percent = 8", "percent = 20");
        store.ok(&["customer", "put", &store.file("retail.toml", &changed)]);
        for (form, before) in forms.iter().zip(&before) {
            assert_eq!(&store.ok(&["quote", "show", &number, "--format", form]), before, "{form}");
        }

        let larger = text(EX2).replace("redundancy: 2", "redundancy: 3");
        let file = store.file("larger.yaml", &larger);
        let next = store.json_of(&["quote", "revise", &number, &file]);
        assert_eq!(next["revises"], "QUO-000001");
        let second = issued(store, next["draft"].as_str().expect("an id"), "2026-11-03");
        let shown = store.json_of(&["quote", "show", &second]);
        assert_eq!((&shown["version"], &shown["supersedes"]), (&2.into(), &"QUO-000001".into()));
        assert_eq!(shown["added"][0]["percent"], "20");
        let old = store.json_of(&["quote", "show", &number, "--as-of", "2026-11-03"]);
        assert_eq!(
            (&old["state"], &old["end"]["detail"]),
            (&"superseded".into(), &"QUO-000002".into())
        );

        let refused = store.fails(1, &["quote", "revise", &number]);
        assert!(refused.contains("was superseded on 2026-11-03"), "{refused}");
        let refused = store.fails(1, &["quote", "issue", &draft, "--as-of", "2026-11-04"]);
        assert!(refused.contains("was issued as QUO-000001"), "{refused}");
        store.ok(&["quote", "withdraw", &second, "--reason", "moved on", "--as-of", "2026-11-04"]);
        let listed = store.ok(&["quote", "list", "--as-of", "2026-11-04"]);
        assert!(listed.contains("superseded on 2026-11-03 by QUO-000002"), "{listed}");
        assert!(listed.contains("withdrawn on 2026-11-04: moved on"), "{listed}");
        let open = store.json_of(&["quote", "list", "--state", "issued", "--as-of", "2026-11-04"]);
        assert_eq!(open.as_array().map(Vec::len), Some(0));
        assert!(verified(store).contains("2 quotes made again: 0 problems"));
    });
}

#[test]
fn states_are_of_a_day_and_lists_are_filtered() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    for (customer, days) in [("retail", "1"), ("retail", "30"), ("bank", "30")] {
        let draft = saved(&store, &[EX2, "--customer", customer]);
        store.ok(&["quote", "issue", &draft, "--as-of", "2026-11-01", "--valid-days", days]);
    }
    saved(&store, &[EX2]);
    let numbers = |arguments: &[&str]| -> Vec<String> {
        let listed = store.json_of(&[&["quote", "list"], arguments].concat());
        let items = listed.as_array().expect("a list");
        items.iter().map(|it| it["number"].as_str().expect("a number").to_owned()).collect()
    };
    let on = ["--as-of", "2026-11-03"];
    assert_eq!(numbers(&on).len(), 3);
    assert_eq!(numbers(&[&on[..], &["--state", "expired"]].concat()), ["QUO-000001"]);
    assert_eq!(
        numbers(&[&on[..], &["--state", "issued", "--customer", "retail"]].concat()),
        ["QUO-000002"]
    );
    let drafts = store.json_of(&["quote", "list", "--drafts"]);
    assert_eq!(drafts.as_array().map(Vec::len), Some(1));
    for days in ["0", "366"] {
        let draft = saved(&store, &[EX2]);
        let refused = store.fails(1, &["quote", "issue", &draft, "--valid-days", days]);
        assert!(refused.contains("cannot be valid"), "{refused}");
    }
    let refused = store.fails(1, &["quote", "issue", "draft-1", "--as-of", "2099-01-01"]);
    assert!(refused.contains("still to come"), "{refused}");
    let refused = store.fails(1, &["quote", "show", "QUO-000099"]);
    assert!(refused.contains("no quote `QUO-000099`"), "{refused}");
}

/// S1: what is assumed is named, and every line is priced as those of any deployment.
#[test]
fn an_estimate_names_what_it_assumes() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let asked = ["quote", "criteria", "--microservices", "4", "--sso", "--vpn", "1"];
    let asked = [&asked[..], &["--persistence", "relational"]].concat();
    let written = store.ok(&asked);
    for rule in ["R62", "R13", "R15", "R20", "V16", "R45", "V36", "R98", "R31"] {
        assert!(written.contains(&format!("# assumed ({rule}, ")), "{rule}: {written}");
    }
    let file = store.file("estimate.yaml", &written);
    let quote = store.json_of(&["quote", &file, "--as-of", "2026-11-02"]);
    let lines = quote["lines"].as_array().expect("lines");
    let containers = |size: &str| {
        let is = |it: &&Value| {
            it["environment"] == "production"
                && it["component"] == "container"
                && it["size"] == size
                && it["multiplier"] == 2
        };
        lines.iter().filter(is).count()
    };
    // The services of 2 vCPU and 4 GB, and Single Sign-On of 1 vCPU and 2 GB, in two zones.
    assert_eq!((containers("2x4"), containers("1x2")), (4, 1), "{quote:#}");
    let save = [&asked[..], &["--save", "--customer", "retail"]].concat();
    let draft = store.json_of(&save)["draft"].as_str().expect("an id").to_owned();
    let number = issued(&store, &draft, "2026-11-02");
    let shown = store.json_of(&["quote", "show", &number]);
    assert_eq!(shown["assumptions"].as_array().map(Vec::len), Some(9));
    assert_eq!(shown["total_usd"], quote["total_usd"]);
    let refused = store.fails(2, &["quote", "criteria", "--microservices", "0"]);
    assert!(refused.contains("error[R97]"), "{refused}");
}

/// A draft with mistakes is kept, and never issued.
#[test]
fn a_draft_with_mistakes_is_kept_and_not_issued() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let draft = saved(&store, &["fixtures/deployments/ex7-invalid.yaml"]);
    let said = store.fails(2, &["quote", "issue", &draft, "--as-of", "2026-11-01"]);
    assert!(said.contains("error["), "{said}");
    let unreadable = store.file("broken.yaml", "environments: [");
    let said = store.fails(2, &["quote", "save", &unreadable]);
    assert!(said.contains("error[F1]") && said.contains("broken.yaml"), "{said}");
    let draft = saved(&store, &[EX2]);
    assert_eq!(issued(&store, &draft, "2026-11-01"), "QUO-000001", "no number was lost");
}

/// The database refuses to change quotes, and `mru verify` finds what was changed all the same.
#[test]
fn a_changed_quote_is_found() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let draft = saved(&store, &[EX2]);
    let number = issued(&store, &draft, "2026-11-01");
    let file = store.folder.path().join("mru.db");
    let sql = |statement: &str| {
        mru_tests::store::block_on(async {
            use sqlx::{Connection as _, Executor as _, sqlite::SqliteConnectOptions};
            let options = SqliteConnectOptions::new().filename(&file);
            let mut connection =
                sqlx::SqliteConnection::connect_with(&options).await.expect("a store");
            connection.execute(sqlx::AssertSqlSafe(statement)).await.map(|_| ())
        })
    };
    for table in ["quote", "quote_draft"] {
        let refused = sql(&format!("UPDATE {table} SET customer = 'x'"));
        assert!(refused.is_err_and(|it| it.to_string().contains("immutable")), "{table}");
    }
    sql("DROP TRIGGER quote_no_update").expect("a schema that can be changed");
    sql("UPDATE quote SET content = replace(content, '573.30', '473.30')").expect("a change");
    let run = store.run(&["verify"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    for said in ["quote_no_update", "made again from what it pins", "is not what was recorded"] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    let refused = store.fails(1, &["quote", "show", &number]);
    assert!(refused.contains("is not the quote that was issued"), "{refused}");
}

/// What one quote adds, removes and changes: numbers and files alike.
#[test]
fn two_quotes_are_compared_line_by_line() {
    let store = Store::sqlite(PROGRAM);
    begun(&store);
    let draft = saved(&store, &[EX2, "--customer", "retail"]);
    let number = issued(&store, &draft, "2026-11-02");
    let larger = store.file("one.yaml", &text(EX2).replace("redundancy: 2", "redundancy: 3"));
    let compared = store.json_of(&["quote", "diff", &number, &larger, "--as-of", "2026-11-02"]);
    // The containers of production, 6.8 MRU at redundancy 2, are 3.4 MRU more; its bucket of 0.2 MRU
    // is not multiplied (R21). The discount of 45.86 is gone.
    assert_eq!(compared["before_usd"], "527.44");
    assert_eq!(compared["after_usd"], "716.10");
    assert_eq!(compared["usd"], "188.66");
    let changes: Vec<&str> = compared["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|it| it["change"].as_str())
        .collect();
    assert!(changes.contains(&"changed") && changes.contains(&"removed"), "{compared:#}");
    let same = store.ok(&["quote", "diff", &number, &number]);
    assert!(same.ends_with("USD 527.44 to USD 527.44 a month: USD 0.00, 0 MRU\n"), "{same}");
}
