//! Price lists as AWS writes them, made here: what is read of them, what is taken, and what is
//! refused by name.

use mru_core::{
    Finding,
    cost_model::{Model, Need, Price, PriceList, Products, needs},
};
use price_lists::{ListedPrice, PriceFiles, Source, select};
use serde_json::{Value, json};

/// A model of one rule whose parts are `service usage_type` pairs.
fn asked(parts: &[(&str, &str)], products: &str) -> Vec<Need> {
    let parts: Vec<String> = parts
        .iter()
        .map(|(service, usage_type)| {
            format!(
                "{{ service = \"{service}\", usage_type = \"{usage_type}\", quantity = \"1\" }}"
            )
        })
        .collect();
    let model = format!(
        "{}\n[[rules]]\ncomponent = \"vpn\"\ntable = \"network\"\nparts = [{}]\n",
        include_str!("model.toml").split("[[rules]]").next().expect("a head"),
        parts.join(", ")
    );
    let (model, _) = Model::read(&model).expect("a model");
    let products = Products::read(&format!("region = \"us-east-1\"\n{products}"));
    needs(&model, &products.expect("products")).expect("needs")
}

/// An entry of the list of products; `more` are further lines of it.
fn product(service: &str, usage_type: &str, unit: &str, more: &str) -> String {
    format!(
        "[[products]]\nservice = \"{service}\"\nusage_type = \"{usage_type}\"\nunit = \"{unit}\"\n{more}\n"
    )
}

fn with(attribute: &str, value: &str) -> String {
    format!("with = [{{ attribute = \"{attribute}\", value = \"{value}\" }}]")
}

/// One product of a list: SKU, usage type, attributes, and its tiers: first unit, end, unit, USD.
struct Made<'a>(&'a str, &'a str, Value, &'a [(&'a str, &'a str, &'a str, &'a str)]);

impl Made<'_> {
    fn product(&self) -> Value {
        let mut attributes = json!({ "usagetype": self.1, "regionCode": "us-east-1" });
        let more = self.2.as_object().cloned().unwrap_or_default();
        attributes.as_object_mut().expect("a table").extend(more);
        json!({ "sku": self.0, "productFamily": "Made", "attributes": attributes })
    }

    fn terms(&self) -> Value {
        let tiers = self.3.iter().enumerate().map(|(at, (from, to, unit, usd))| {
            let code = format!("{}.TERM.RATE{at}", self.0);
            let price = json!({ "rateCode": code, "unit": unit, "beginRange": from, "endRange": to,
                "description": "made", "appliesTo": [], "pricePerUnit": { "USD": usd } });
            (code, price)
        });
        let prices: serde_json::Map<String, Value> = tiers.collect();
        let term = format!("{}.TERM", self.0);
        json!({ term: { "offerTermCode": "TERM", "sku": self.0, "effectiveDate": "2026-10-01T00:00:00Z",
            "priceDimensions": prices, "termAttributes": {} } })
    }
}

const PUBLISHED: &str = "2026-10-07T11:55:40Z";

fn offer(service: &str, version: &str, products: &[Made<'_>]) -> Value {
    let (mut listed, mut terms) = (serde_json::Map::new(), serde_json::Map::new());
    for made in products {
        listed.insert(made.0.to_owned(), made.product());
        terms.insert(made.0.to_owned(), made.terms());
    }
    let reserved =
        json!({ "ANY": { "ANY.R": { "priceDimensions": { "A": { "unit": "Quantity" } } } } });
    json!({ "formatVersion": "v1.0", "offerCode": service, "version": version,
        "publicationDate": PUBLISHED, "products": listed,
        "terms": { "OnDemand": terms, "Reserved": reserved }, "attributesList": {} })
}

fn answer(service: &str, version: &str, products: &[Made<'_>], as_text: bool) -> Value {
    let elements = products.iter().map(|made| {
        let element = json!({ "product": made.product(), "serviceCode": service, "version": version,
            "publicationDate": PUBLISHED, "terms": { "OnDemand": made.terms() } });
        if as_text { Value::String(element.to_string()) } else { element }
    });
    json!({ "FormatVersion": "aws_v1", "PriceList": elements.collect::<Vec<_>>() })
}

fn read(needs: &[Need], files: &[Value]) -> Result<PriceFiles, Finding> {
    let mut lists = PriceFiles::wanting(needs);
    for file in files {
        lists.read("list.json", file.to_string().as_bytes())?;
    }
    Ok(lists)
}

fn take(needs: &[Need], files: &[Value]) -> Result<Vec<Price>, Vec<Finding>> {
    select(&read(needs, files).expect("a price list").lists, needs, "us-east-1", None)
}

#[track_caller]
fn refused(needs: &[Need], files: &[Value], rule: &str, said: &[&str]) {
    let findings = take(needs, files).expect_err("refused");
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    let help = finding.help.as_ref().map_or("", |help| help.en.as_str());
    let whole = format!("{} {help}", finding.message.en);
    assert_eq!((finding.rule, finding.path.as_str()), (rule, "rules[0].parts[0]"), "{whole}");
    for part in said {
        assert!(whole.contains(part), "`{part}` is not in: {whole}");
    }
}

const HOURLY: &[(&str, &str, &str, &str)] = &[("0", "Inf", "Hrs", "0.0500000000")];

fn vpn() -> Vec<Need> {
    asked(&[("AmazonVPC", "VPN")], &product("AmazonVPC", "VPN", "Hrs", ""))
}

#[test]
fn both_forms_hold_the_same_prices() {
    let needs = vpn();
    let made = [Made("A", "VPN", json!({}), HOURLY), Made("B", "Other", json!({}), HOURLY)];
    let files = [
        offer("AmazonVPC", "1", &made),
        answer("AmazonVPC", "1", &made, true),
        answer("AmazonVPC", "1", &made, false),
    ];
    let rows = |file: &Value| read(&needs, std::slice::from_ref(file)).expect("a list").lists;
    let from_offer = rows(&files[0]);
    assert_eq!(from_offer.prices.len(), 1, "only what is asked for is kept");
    assert_eq!(from_offer.usage_types["AmazonVPC"].len(), 2, "the names of others are kept");
    let price = &from_offer.prices[0];
    assert_eq!(
        (price.rate_code.as_str(), price.from.as_str(), price.to.as_str(), price.source),
        ("A.TERM.RATE0", "0", "Inf", Source::OfferFile)
    );
    assert_eq!(price.prices["USD"], "0.0500000000");
    assert_eq!((price.offer_version.as_str(), price.published.as_str()), ("1", PUBLISHED));
    for file in &files[1..] {
        let rows = rows(file).prices;
        let same = ListedPrice { source: Source::GetProducts, ..price.clone() };
        assert_eq!(rows, [same]);
    }
    // The same price by three ways is one price.
    let taken = take(&needs, &files).expect("one price");
    assert_eq!(taken[0].usd.to_string(), "0.05");
    assert_eq!(taken[0].listed.as_ref().map(|it| it.price.as_str()), Some("0.0500000000"));
}

#[test]
fn a_file_that_is_no_whole_price_list_is_refused_with_its_place() {
    let needs = vpn();
    let whole = offer("AmazonVPC", "1", &[Made("A", "VPN", json!({}), HOURLY)]).to_string();
    let order = whole.replace("\"products\"", "\"later\"");
    let paged = json!({ "PriceList": [], "NextToken": "token" }).to_string();
    let cases: [(&str, &str); 8] = [
        ("", "EOF"),
        ("[]", "expected an offer or an answer"),
        ("{\"a\": 1}", "neither the products of an offer nor a `PriceList`"),
        (&whole[..whole.len() - 40], "EOF"),
        (&order, "its terms stand before its products"),
        (&whole.replace("\"version\"", "\"revision\""), "it lacks `offerCode`, `version`"),
        (&whole.replace("\"0.0500000000\"", "0.05"), "expected a string"),
        (&paged, "one page of a longer answer"),
    ];
    for (file, said) in cases {
        let finding =
            PriceFiles::wanting(&needs).read("list.json", file.as_bytes()).expect_err(said);
        assert_eq!(finding.rule, "M10");
        assert!(finding.message.en.contains(said), "{said}: {}", finding.message.en);
        assert!(finding.message.en.contains("`list.json`"), "{}", finding.message.en);
    }
    let bad = PriceFiles::wanting(&needs).read("list.json", "{\n \"products\": 3}".as_bytes());
    assert_eq!(bad.expect_err("a number").position.map(|at| at.line), Some(2));
}

#[test]
fn another_usage_type_is_never_taken_however_much_it_is_alike() {
    let needs = asked(
        &[("AWSELB", "LoadBalancerUsage")],
        &product("AWSELB", "LoadBalancerUsage", "Hrs", ""),
    );
    let made = [Made("A", "TS-LoadBalancerUsage", json!({}), HOURLY)];
    let said = ["no product of AWSELB is `LoadBalancerUsage`", "has `TS-LoadBalancerUsage`"];
    refused(&needs, &[offer("AWSELB", "1", &made)], "M11", &said);
    let said = ["give a price list of AWSELB too"];
    refused(&needs, &[offer("AmazonVPC", "1", &[])], "M11", &said);
}

#[test]
fn two_products_under_one_filter_are_named_with_what_tells_them_apart() {
    let standard = json!({ "databaseEngine": "Aurora MySQL", "storage": "EBS Only" });
    let optimized =
        json!({ "databaseEngine": "Aurora MySQL", "storage": "Aurora IO Optimization Mode" });
    let made = || {
        [
            Made("STD", "InstanceUsage:x", standard.clone(), HOURLY),
            Made("IOO", "InstanceUsage:x", optimized.clone(), HOURLY),
        ]
    };
    let filtered = |more: &str| {
        let name = "InstanceUsage:x (Aurora MySQL, Standard)";
        asked(&[("AmazonRDS", name)], &product("AmazonRDS", name, "Hrs", more))
    };
    let loose = filtered(&with("databaseEngine", "Aurora MySQL"));
    let said = [
        "2 products of AmazonRDS",
        "STD 0–Inf USD 0.0500000000 / Hrs (storage = EBS Only)",
        "IOO 0–Inf USD 0.0500000000 / Hrs (storage = Aurora IO Optimization Mode)",
    ];
    refused(&loose, &[offer("AmazonRDS", "1", &made())], "M12", &said);
    let strict = filtered(&with("storage", "EBS Only"));
    let taken = take(&strict, &[offer("AmazonRDS", "1", &made())]).expect("one product");
    assert_eq!(taken[0].sku, "STD");
    let none = filtered(&with("storage", "Ephemeral"));
    let said = ["(storage = Ephemeral)", "correct `with`", "STD", "IOO"];
    refused(&none, &[offer("AmazonRDS", "1", &made())], "M11", &said);
}

const TIERS: &[(&str, &str, &str, &str)] = &[
    ("0", "40000000", "Requests", "0.0000000000"),
    ("40000000", "Inf", "Requests", "0.0000000900"),
];

#[test]
fn a_tier_is_stated_and_never_chosen() {
    let asking = |more: &str| {
        let entry = product(
            "AmazonX",
            "Samples",
            "1M requests",
            &format!("aws_unit = \"Requests\"\n{more}"),
        );
        asked(&[("AmazonX", "Samples")], &entry)
    };
    let list = [offer("AmazonX", "1", &[Made("A", "Samples", json!({}), TIERS)])];
    let said = ["has 2 prices", "A.TERM.RATE0 0–40000000 USD 0.0000000000", "by `from`"];
    refused(&asking(""), &list, "M12", &said);
    let free = take(&asking("from = 0"), &list).expect("the free tier, because it was asked for");
    assert_eq!(free[0].usd.to_string(), "0");
    let said = ["has no tier from 10240", "A.TERM.RATE1 40000000–Inf"];
    refused(&asking("from = 10240"), &list, "M11", &said);
}

#[test]
fn a_price_is_of_the_unit_that_was_stated() {
    let list =
        [offer("AmazonVPC", "1", &[Made("A", "VPN", json!({}), &[("0", "Inf", "Month", "36")])])];
    let said = ["is A, but its unit is not `Hrs`", "0–Inf USD 36 / Month"];
    refused(&vpn(), &list, "M13", &said);
    let counted = asked(
        &[("AmazonX", "Q")],
        &product("AmazonX", "Q", "10k requests", "aws_unit = \"Requests\""),
    );
    let list = |usd: &str| {
        [offer("AmazonX", "1", &[Made("A", "Q", json!({}), &[("0", "Inf", "Requests", usd)])])]
    };
    let taken = take(&counted, &list("0.0000010000")).expect("a price");
    assert_eq!(
        (taken[0].usd.to_string().as_str(), taken[0].unit.as_str()),
        ("0.01", "10k requests")
    );
    for wrong in ["1E-6", "-0.1", "", "0.0000000000001", "1000001", "0,1"] {
        refused(&counted, &list(wrong), "M13", &["not a plain decimal"]);
    }
}

#[test]
fn another_region_currency_or_version_is_no_candidate_or_is_named() {
    let elsewhere = json!({ "regionCode": "eu-west-1" });
    let list = [offer("AmazonVPC", "1", &[Made("A", "VPN", elsewhere.clone(), HOURLY)])];
    refused(&vpn(), &list, "M11", &["no product of AmazonVPC is `VPN`"]);
    let anywhere =
        asked(&[("AmazonVPC", "VPN")], &product("AmazonVPC", "VPN", "Hrs", "everywhere = true"));
    assert!(take(&anywhere, &list).is_ok());
    let yuan = offer("AmazonVPC", "1", &[Made("A", "VPN", json!({}), HOURLY)]);
    let yuan: Value =
        serde_json::from_str(&yuan.to_string().replace("\"USD\"", "\"CNY\"")).expect("JSON");
    refused(&vpn(), &[yuan], "M13", &["not in USD alone", "CNY 0.0500000000"]);
    let versions = ["1", "2"]
        .map(|version| offer("AmazonVPC", version, &[Made("A", "VPN", json!({}), HOURLY)]));
    refused(&vpn(), &versions, "M12", &["has 2 prices", "give one version of each offer"]);
}

#[test]
fn facts_fill_in_only_where_no_list_has_the_usage_type() {
    let needs = vpn();
    let facts = |unit: &str, rows: usize| {
        let row = format!("AmazonVPC,VPN,{unit},0.07,,,golden,\n").repeat(rows);
        let head = "service_code,usage_type,unit,usd,sku,published,confidence,note\n";
        PriceList::read(&format!("{head}{row}")).expect("facts")
    };
    let with_facts = |files: &[Value], facts: &PriceList| {
        let lists = read(&needs, files).expect("a list");
        select(&lists.lists, &needs, "us-east-1", Some(("facts.csv", facts)))
    };
    let taken = with_facts(&[], &facts("Hrs", 1)).expect("the fact");
    assert_eq!(
        (taken[0].usd.to_string().as_str(), taken[0].confidence.as_str()),
        ("0.07", "golden")
    );
    let source = taken[0].listed.as_ref().map(|it| it.source.as_str());
    assert_eq!(source, Some("facts.csv"));
    let list = [offer("AmazonVPC", "1", &[Made("A", "VPN", json!({}), HOURLY)])];
    let taken = with_facts(&list, &facts("Hrs", 1)).expect("the list");
    assert_eq!(
        (taken[0].usd.to_string().as_str(), taken[0].confidence.as_str()),
        ("0.05", "price-list")
    );
    let elsewhere =
        [offer("AmazonVPC", "1", &[Made("A", "VPN", json!({ "regionCode": "x" }), HOURLY)])];
    let rules = |result: Result<Vec<Price>, Vec<Finding>>| result.expect_err("refused")[0].rule;
    assert_eq!(
        rules(with_facts(&elsewhere, &facts("Hrs", 1))),
        "M11",
        "a list that disagrees wins"
    );
    assert_eq!(rules(with_facts(&[], &facts("Mo", 1))), "M13");
    assert_eq!(rules(with_facts(&[], &facts("Hrs", 2))), "M12");
    assert_eq!(rules(with_facts(&[], &facts("Hrs", 0))), "M11");
}
