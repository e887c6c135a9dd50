//! Prices the bank (EX5) in core, and does the same arithmetic on raw integers; quotes it from text
//! to JSON, and lets `serde_json` read the same text and write the same bytes.

#![expect(missing_docs, reason = "the macros of the benchmark library make undocumented functions")]

use std::{fs, hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use mru_core::{
    Deployment, Format, Lang, Quote, materials::Charge, pricing::price, rate_card::Terms,
};
use mru_tests::run::root;
use pricing_tables::Tables;
use serde_json::Value;

const DAY: &str = "2026-11-21";

fn terms() -> Terms {
    let day = DAY.parse().expect("a date");
    let card = Tables::embedded().expect("cards").cards.select("reference", day).expect("a card");
    Terms::new(Arc::clone(&card), None, day).expect("terms")
}

/// The deployment in JSON, which both readers understand.
fn text() -> String {
    let yaml =
        fs::read_to_string(root().join("fixtures/deployments/ex5-bank.yaml")).expect("the example");
    let deployment = Deployment::parse(&yaml, Format::Yaml).deployment.expect("a deployment");
    serde_json::to_string_pretty(&deployment).expect("JSON")
}

fn quote(text: &str, terms: &Terms) -> Quote {
    let day = DAY.parse().expect("a date");
    Quote::of(&Deployment::parse(text, Format::Json), terms, day).expect("a quote")
}

/// From the text of a deployment to the bytes of its quote.
fn whole_quote(text: &str, terms: &Terms) -> Vec<u8> {
    serde_json::to_vec(&quote(text, terms).document(Lang::En)).expect("JSON")
}

/// One line for the raw arithmetic: weight in ten-thousandths, quantity in thousandths.
#[derive(Clone, Copy)]
struct Raw {
    place: usize,
    weight_e4: i128,
    quantity_e3: i128,
    multiplier: i128,
}

fn raw_lines(quote: &Quote) -> Vec<Raw> {
    let scaled = |number: rust_decimal::Decimal, places: u32| -> i128 {
        let mut number = number;
        number.rescale(places);
        number.mantissa()
    };
    let place = |place| match place {
        mru_core::materials::Place::Environment(index) => index,
        mru_core::materials::Place::Shared => 3,
    };
    let charged = quote.priced.lines().filter(|line| matches!(line.item.charge, Charge::Entry(_)));
    charged
        .map(|line| Raw {
            place: place(line.item.place),
            weight_e4: scaled(line.weight.expect("a weight").as_decimal(), 4),
            quantity_e3: scaled(line.item.quantity, 3),
            multiplier: i128::from(line.item.multiplier),
        })
        .collect()
}

/// MRU × price rounded to cents half away from zero, summed by place and in all.
fn raw_price(lines: &[Raw], price_e4: i128) -> ([i128; 4], i128) {
    const CENT: i128 = 1_000_000_000;
    let mut totals = [0; 4];
    for line in lines {
        let exact_e11 = line.weight_e4 * line.quantity_e3 * line.multiplier * price_e4;
        totals[line.place] += (exact_e11 + exact_e11.signum() * (CENT / 2)) / CENT;
    }
    (totals, totals.iter().sum())
}

fn benchmark(criterion: &mut Criterion) {
    let (text, terms) = (text(), terms());
    let quote = quote(&text, &terms);
    let (materials, lines) = (quote.materials(), raw_lines(&quote));
    let (_, cents) = raw_price(&lines, 420_000);
    assert_eq!(
        rust_decimal::Decimal::new(i64::try_from(cents).expect("cents"), 2),
        quote.priced.total.usd.as_decimal()
    );
    let mut group = criterion.benchmark_group("ex5");
    group.bench_function("core", |bencher| {
        bencher.iter(|| price(black_box(&materials), black_box(&quote.terms)))
    });
    group.bench_function("raw", |bencher| {
        bencher.iter(|| raw_price(black_box(&lines), black_box(420_000)))
    });
    group.bench_function("materials", |bencher| bencher.iter(|| black_box(&quote).materials()));
    group.bench_function("explain", |bencher| {
        bencher.iter(|| {
            quote
                .priced
                .lines()
                .map(|line| black_box(line).explanation(Lang::En).len())
                .sum::<usize>()
        });
    });
    let document = quote.to_json(Lang::En);
    assert_eq!(whole_quote(&text, &terms), serde_json::to_vec(&document).expect("JSON"));
    group.bench_function("quote", |bencher| {
        bencher.iter(|| whole_quote(black_box(&text), black_box(&terms)))
    });
    group.bench_function("serde_json", |bencher| {
        bencher.iter(|| {
            let read: Value = serde_json::from_str(black_box(&text)).expect("JSON");
            (read, serde_json::to_vec(black_box(&document)).expect("JSON"))
        });
    });
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
