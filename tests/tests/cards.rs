//! Published rate cards live in the store: they bill, whatever folders and the program say now.

use std::{fs, path::Path};

use chrono::{Datelike as _, Local, Months, NaiveDate};
use mru_core::rate_card::RateCard;
use mru_tests::{
    facts::{Customer, HEADING},
    store::{Store, block_on, on_both},
};
use serde_json::Value;
use sqlx::{
    AssertSqlSafe, Connection as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mru-under-test");

/// What the customer of the other card has.
const OTHERS: &str =
    "e2,activated,2026-04-01T00:00:00-04:00,beta,production,container,ms-cards,1x2,1,2,REQ-2\n";

/// A customer of the reference card, and one of a card of another name.
fn record(store: &Store) {
    store.begin();
    let special = Customer { contract: "rate_card = \"special\"\n", ..Customer::of("beta") };
    store.admit(&[Customer::of("alpha"), special]);
    store.import(
        "e1,activated,2026-04-01T00:00:00-04:00,alpha,production,container,ms-loans,1x2,1,2,REQ-1\n",
    );
}

/// Writes a card of one weight into `<folder>/<name>/<first day>/`.
fn card(store: &Store, name: &str, first: &str, price: &str, weight: &str) -> String {
    let folder = store.folder.path().join("tables").join(name).join(first);
    fs::create_dir_all(&folder).expect("a folder");
    let header = format!(
        "card = \"{name}\"\neffective_from = \"{first}\"\ncurrency = \"USD\"\n\
         mru_price_usd = \"{price}\"\napproved_by = \"owner\"\nprovenance = \"test\"\n"
    );
    let weights = format!(
        "component,size,weight_mru,confidence,arithmetic\ncontainer,1x2,{weight},assumption,\n"
    );
    fs::write(folder.join("card.toml"), header).expect("a header");
    fs::write(folder.join("containers.csv"), weights).expect("weights");
    folder.display().to_string()
}

/// The first day of a month, so many months after that of today.
fn month_from_now(months: u32) -> NaiveDate {
    let today = Local::now().date_naive();
    let first = today.with_day(1).expect("a first day");
    first.checked_add_months(Months::new(months)).expect("a day")
}

#[test]
fn a_new_store_holds_the_published_cards_of_the_program() {
    on_both(PROGRAM, |store| {
        store.begin();
        let listed = store.ok(&["rate-card", "list"]);
        assert!(listed.contains("reference@2026-01-01") && listed.contains("reference@2026-10-01"));
        let verified = store.ok(&["verify"]);
        assert!(
            verified.starts_with("4 entries"),
            "the store, two cards, the supplier: {verified}"
        );
        assert!(store.ok(&["rate-card", "publish", "reference@2026-10-01"]).contains("already"));
        assert_eq!(store.ok(&["verify"]), verified);
    });
}

#[test]
fn a_published_card_bills_and_its_folder_may_change_or_go() {
    on_both(PROGRAM, |store| {
        record(store);
        // A card that is only in a folder bills nobody, nor does it judge events.
        let folder = card(store, "special", "2026-04-01", "1.00", "2");
        let others = store.file("others.csv", &format!("{HEADING}{OTHERS}"));
        let tables = store.folder.path().join("tables").display().to_string();
        let import = store
            .run_with(&["meter", "import", &others], &[("MRU_PRICING_TABLES", tables.as_str())]);
        assert_eq!(import.code, 2, "{}", import.stderr);
        assert!(import.stderr.contains("T8") && import.stderr.contains("`special`"));

        store.ok(&["rate-card", "publish", &folder, "--short-notice"]);
        store.ok(&["meter", "import", &others]);
        store.ok(&["bill", "2026-04"]);
        let draft = store.json(&["invoice", "show", "beta/2026-04"]);
        assert_eq!(draft["statement"]["totals"]["net_usd"], "4.00", "2 × 2 MRU × USD 1.00");
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);

        card(store, "special", "2026-04-01", "9.00", "3");
        assert!(store.ok(&["verify"]).contains("0 problems"));
        let said = store.fails(2, &["rate-card", "publish", &folder, "--short-notice"]);
        assert!(said.contains("T7"), "another card of the same day: {said}");
        fs::remove_dir_all(&folder).expect("a folder of this test");
        assert!(store.ok(&["verify"]).contains("0 problems"));
        store.ok(&["bill", "2026-05"]);
        let draft = store.json(&["invoice", "show", "beta/2026-05"]);
        assert_eq!(draft["statement"]["totals"]["net_usd"], "4.00");
        let explained = store.ok(&["explain", "INV-000002/1"]);
        assert!(explained.contains("special@2026-04-01"), "{explained}");
    });
}

#[test]
fn a_card_never_takes_effect_in_an_issued_month_of_its_users() {
    on_both(PROGRAM, |store| {
        record(store);
        store.ok(&["bill", "2026-04", "--customer", "alpha"]);
        store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
        let before = store.ok(&["verify"]);
        for first in ["2026-03-01", "2026-04-01"] {
            let folder = card(store, "reference", first, "1.00", "2");
            let said = store.fails(1, &["rate-card", "publish", &folder, "--short-notice"]);
            assert!(said.contains("INV-000001") && said.contains("2026-05-01"), "{said}");
            let dry = ["rate-card", "publish", &folder, "--short-notice", "--dry-run"];
            assert!(store.fails(1, &dry).contains("INV-000001"));
        }
        assert_eq!(store.ok(&["verify"]), before, "nothing was recorded");
        // Nobody was billed by the other name, and by this one only until April.
        let other = card(store, "special", "2026-04-01", "1.00", "2");
        store.ok(&["rate-card", "publish", &other, "--short-notice"]);
        let next = card(store, "reference", "2026-05-01", "1.00", "2");
        store.ok(&["rate-card", "publish", &next, "--short-notice"]);
        store.ok(&["bill", "2026-05", "--customer", "alpha"]);
        let may = store.json(&["invoice", "show", "alpha/2026-05"]);
        assert_eq!(may["statement"]["totals"]["net_usd"], "4.00");
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

#[test]
fn publishing_shows_its_effect_per_customer_and_asks_for_notice() {
    on_both(PROGRAM, |store| {
        record(store);
        let other = card(store, "special", "2026-04-01", "1.00", "2");
        store.ok(&["rate-card", "publish", &other, "--short-notice"]);
        store.import(OTHERS);
        let soon = month_from_now(1).to_string();
        let folder = card(store, "reference", &soon, "50.00", "2");
        let dry = store.json(&["rate-card", "publish", &folder, "--dry-run"]);
        let [effect, other] = [0, 1].map(|at| &dry["impact"]["customers"][at]);
        assert_eq!((&effect["customer"], &other["customer"]), (&"alpha".into(), &"beta".into()));
        assert_eq!(other["notes"][0]["note"], "other-card");
        // 2 × 1.65 MRU × USD 42.00 before, 2 × 2 MRU × USD 50.00 after.
        assert_eq!(effect["before"]["mru"], "3.3");
        assert_eq!(effect["before"]["net_usd"], "138.60");
        assert_eq!(effect["after"]["mru_price_usd"], "50");
        assert_eq!(effect["after"]["net_usd"], "200.00");
        assert_eq!(effect["difference_usd"], "61.40");
        assert!(!store.ok(&["rate-card", "list"]).contains(&soon), "a dry run keeps nothing");

        let days = month_from_now(1).signed_duration_since(Local::now().date_naive()).num_days();
        if days < 30 {
            let run = store.run(&["rate-card", "publish", &folder]);
            assert_eq!(run.code, 1);
            let words = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains("alpha 3.30 4.00 138.60 200.00 +61.40"), "{}", run.stdout);
            assert!(run.stderr.contains("--short-notice") && run.stderr.contains("R76"));
            let run = store.run(&["rate-card", "publish", &folder, "--short-notice"]);
            assert_eq!(run.code, 0, "{}", run.stderr);
            assert!(run.stderr.contains("warning") && run.stderr.contains("R76"));
            let listed = store.ok(&["rate-card", "list"]);
            assert!(
                listed.contains(&format!("published {days} days before")),
                "it stays: {listed}"
            );
        }
        let later = card(store, "reference", &month_from_now(3).to_string(), "51.00", "2");
        let run = store.run(&["rate-card", "publish", &later, "--lang", "es"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.contains("fue publicada"), "{}", run.stdout);
        assert!(store.ok(&["verify"]).contains("0 problems"));
    });
}

#[test]
fn a_card_is_published_with_the_model_and_the_prices_that_made_it() {
    let store = Store::sqlite(PROGRAM);
    store.begin();
    let tables = store.folder.path().join("tables");
    let root = mru_tests::run::root().join("pricing-tables");
    copy(&root.join("reference/2026-10-01"), &tables.join("reference/2026-12-01"));
    let header = tables.join("reference/2026-12-01/card.toml");
    let text = fs::read_to_string(&header).expect("a header");
    fs::write(&header, text.replacen("2026-10-01\"", "2026-12-01\"", 1)).expect("a header");
    let tables = tables.display().to_string();
    let publish = ["rate-card", "publish", "reference@2026-12-01", "--pricing-tables", &tables];
    let said = store.fails(1, &publish);
    assert!(said.contains("prices/") && said.contains("sha256:"), "{said}");
    copy(&root.join("sources"), &store.folder.path().join("tables/sources"));
    assert!(store.fails(1, &publish).contains("models/"));
    copy(&root.join("models"), &store.folder.path().join("tables/models"));
    store.ok(&publish);
    assert!(store.ok(&["rate-card", "list"]).contains("reference@2026-12-01"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for path in mru_tests::run::list(from) {
        fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
    }
}

#[test]
fn an_unpublished_card_is_found_by_its_exact_id_alone_and_every_form_says_proposal() {
    let store = Store::sqlite(PROGRAM);
    let folder = store.folder.path().join("tables/draft-card/2026-10-01");
    copy(&mru_tests::run::root().join("pricing-tables/reference/2026-10-01"), &folder);
    let header = fs::read_to_string(folder.join("card.toml")).expect("a header");
    let renamed = header.replacen("card = \"reference\"", "card = \"draft-card\"", 1);
    fs::write(folder.join("card.toml"), renamed).expect("a header");
    let folder = folder.display().to_string();
    let tables = store.folder.path().join("tables").display().to_string();
    let file = store.file(
        "loans.toml",
        "[[environments]]\nname = \"certification\"\nkind = \"pre-production\"\n\
         [[environments.containers]]\nname = \"a\"\nvcpu = 1\nmemory_gb = 2\nrepository = \"a\"\nbranch = \"main\"\n",
    );
    let quote = |card: &str, more: &[&str]| {
        let asked = ["quote", &file, "--as-of", "2026-11-21", "--pricing-tables", &tables];
        store.run(&[&asked[..], &["--rate-card", card], more].concat())
    };
    let by_name = quote("draft-card", &[]);
    assert_eq!(by_name.code, 2, "{}", by_name.stdout);
    assert!(by_name.stderr.contains("T8") && by_name.stderr.contains("draft-card@2026-10-01"));
    for card in ["draft-card@2026-10-01", &folder] {
        for (lang, word) in [("en", "proposal"), ("es", "propuesta")] {
            for format in ["text", "html", "csv"] {
                let said = quote(card, &["--format", format, "--lang", lang]);
                assert_eq!(said.code, 0, "{}", said.stderr);
                assert!(
                    said.stdout.to_lowercase().contains(word),
                    "{format} {lang}: {}",
                    said.stdout
                );
            }
            let said = quote(card, &["--format", "json", "--lang", lang]);
            let said: Value = serde_json::from_str(&said.stdout).expect("JSON");
            assert_eq!(said["rate_card"]["proposal"], true);
        }
    }
    let published = mru_tests::run::root().join("pricing-tables/reference/2026-10-01");
    let said = store.ok(&[
        "quote",
        "fixtures/deployments/ex1-preprod-only.toml",
        "--as-of",
        "2026-11-21",
        "--rate-card",
        &published.display().to_string(),
    ]);
    assert!(!said.to_lowercase().contains("proposal"), "the folder of a published card: {said}");
}

#[test]
fn a_folder_keeps_its_own_list() {
    let store = Store::sqlite(PROGRAM);
    card(&store, "own", "2026-10-01", "1.00", "2");
    let tables = store.folder.path().join("tables").display().to_string();
    let run = |arguments: &[&str]| mru_tests::run::run(PROGRAM, arguments, "");
    let publish = ["rate-card", "publish", "own@2026-10-01", "--pricing-tables", &tables];
    assert!(run(&publish).stdout.contains("is published: sha256:"));
    assert!(run(&publish).stdout.contains("published already"));
    let listed = fs::read_to_string(Path::new(&tables).join("PUBLISHED.csv")).expect("a list");
    assert!(listed.contains("own,2026-10-01,sha256:"), "{listed}");
    assert_eq!(run(&["rate-card", "publish", "own@2026-10-01"]).code, 1, "where?");
    let show = ["rate-card", "show", "own", "--pricing-tables", &tables];
    assert_eq!(run(&show).code, 0, "a published card is found by its name");
}

/// Two cards of a store from before that the program does not carry: both are named, in both
/// languages, nothing is written without them, and giving both together settles it.
#[test]
fn cards_of_an_earlier_store_that_the_program_does_not_know_are_named_and_given_together() {
    let store = Store::sqlite(PROGRAM);
    record(&store);
    let special = card(&store, "special", "2026-04-01", "1.00", "2");
    let other = card(&store, "other", "2026-04-01", "3.00", "2");
    store.ok(&["rate-card", "publish", &special, &other, "--short-notice"]);
    store.admit(&[Customer { contract: "rate_card = \"other\"\n", ..Customer::of("gamma") }]);
    let of_gamma = OTHERS.replace("e2,", "e3,").replace("beta", "gamma");
    store.import(&format!("{OTHERS}{of_gamma}"));
    store.issue("2026-04", "2026-05-02");
    let list = ["invoice", "list", "2026-04", "--format", "json"];
    let before = store.ok(&list);
    forget_cards(&store, "SELECT 1");

    for (lang, says) in [
        ("en", ["the store holds none of these cards", "mru rate-card publish FOLDER..."]),
        (
            "es",
            ["el almacén no contiene ninguna de estas tarifas", "mru rate-card publish CARPETA..."],
        ),
    ] {
        let said = store.fails(1, &["bill", "2026-05", "--lang", lang]);
        let named =
            ["INV-000002", "special@2026-04-01", "INV-000003", "other@2026-04-01", "sha256:"];
        for part in named.into_iter().chain(says) {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    // One of them alone is not enough, and the one that is still missing is named.
    let said = store.fails(1, &["rate-card", "publish", &special]);
    assert!(said.contains("other@2026-04-01") && !said.contains("special@"), "{said}");
    let said = store.fails(1, &["rate-card", "publish", &other]);
    assert!(said.contains("special@2026-04-01") && !said.contains("other@"), "{said}");
    assert_eq!(store.ok(&list), before, "nothing was written");
    // As what they were: without notice, though the month they priced was issued.
    let said = store.ok(&["rate-card", "publish", &other, &special]);
    for id in ["other@2026-04-01", "special@2026-04-01"] {
        assert!(said.contains(&format!("{id} is published: sha256:")), "{said}");
    }
    let listed = store.ok(&["rate-card", "list"]);
    for id in ["other@2026-04-01", "special@2026-04-01", "reference@2026-10-01"] {
        assert!(listed.contains(id), "{listed}");
    }
    store.ok(&["bill", "2026-05"]);
    let draft = store.json(&["invoice", "show", "gamma/2026-05"]);
    assert_eq!(draft["statement"]["totals"]["net_usd"], "12.00", "2 × 2 MRU × USD 3.00");
}

/// A card of an earlier program under the name and day of one that this program carries.
#[test]
fn a_card_of_an_earlier_store_takes_the_place_of_the_carried_one_of_its_day() {
    let store = Store::sqlite(PROGRAM);
    record(&store);
    store.ok(&["bill", "2026-04", "--customer", "alpha"]);
    store.ok(&["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"]);
    let folder = card(&store, "reference", "2026-01-01", "41.00", "2");
    let text = |name: &str| fs::read_to_string(Path::new(&folder).join(name)).expect("a file");
    let (header, weights) = (text("card.toml"), text("containers.csv"));
    let read = RateCard::read(&[("card.toml", &header), ("containers.csv", &weights)]);
    let hash = read.expect("a card").hash;
    let named = store.json(&["invoice", "show", "INV-000001"]);
    let carried = named["statement"]["pricing"]["rate_card_hash"].as_str().expect("a hash");
    let change = format!("UPDATE document SET content = REPLACE(content, '{carried}', '{hash}')");
    forget_cards(&store, &change);
    let said = store.fails(1, &["bill", "2026-05"]);
    assert!(said.contains(&hash) && said.contains("publish that very card"), "{said}");
    let dry = store.json(&["rate-card", "publish", &folder, "--dry-run"]);
    assert_eq!(
        (&dry["published_before"], &dry["impact"]),
        (&serde_json::json!(false), &Value::Null)
    );
    store.ok(&["rate-card", "publish", &folder]);
    let listed = store.ok(&["rate-card", "list"]);
    assert_eq!(listed.matches("reference@2026-01-01").count(), 1, "{listed}");
    store.ok(&["bill", "2026-05", "--customer", "alpha"]);
    let draft = store.json(&["invoice", "show", "alpha/2026-05"]);
    assert_eq!(draft["statement"]["totals"]["net_usd"], "164.00", "2 × 2 MRU × USD 41.00");
}

/// Takes the cards out of a store, so that it is as one of a program that kept none, and changes its
/// documents.
fn forget_cards(store: &Store, change: &str) {
    let file = store.folder.path().join("mru.db");
    block_on(async {
        let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
        let mut connection = SqliteConnection::connect_with(&options).await.expect("a store");
        let rows = sqlx::query("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
        let rows = rows.fetch_all(&mut connection).await.expect("triggers");
        let triggers: Vec<(String, String)> =
            rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        for (name, _) in &triggers {
            let sql = AssertSqlSafe(format!("DROP TRIGGER {name}"));
            sqlx::query(sql).execute(&mut connection).await.expect("no trigger");
        }
        for sql in ["DELETE FROM rate_card", change] {
            sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect(sql);
        }
        for (_, sql) in triggers {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.expect("a trigger");
        }
        connection.close().await.expect("closed");
    });
}
