//! A reconciled month of 12 customers for the tests of its documents: invented names, prices of the
//! published price list, figures that follow from both.

mod earlier;
mod invoices;

use std::collections::BTreeMap;

use mru_core::{
    costs::{Basis, CostAmount},
    reconciliation::{
        Attribution, Bucket, ChargedFor, ComponentMargin, CustomerMargin, ExplorerRequests,
        IncludedUsage, Reconciliation, Rows, SourceFile, Sources, WithoutCost, divide_by_weights,
    },
    units::Usd,
};
use rust_decimal::Decimal;

/// Customers with the pieces of each component that they run, in the order of [`KINDS`]; the last was
/// set aside: it ran and was neither metered nor billed.
const CUSTOMERS: [(&str, [u32; 6]); 12] = [
    ("banco-ejemplo", [96, 48, 14, 8, 6, 6]),
    ("viajes-del-norte", [24, 12, 4, 2, 2, 3]),
    ("retail-andes", [18, 10, 4, 2, 2, 3]),
    ("fintech-peruana", [14, 6, 2, 2, 2, 2]),
    ("cooperativa-del-sur", [12, 4, 2, 2, 2, 2]),
    ("example-insurance", [10, 4, 2, 2, 0, 2]),
    ("medios-digitales", [4, 2, 1, 0, 1, 1]),
    ("logistica-austral", [3, 1, 1, 0, 1, 1]),
    ("university-of-the-coast", [3, 1, 1, 0, 0, 1]),
    ("cotiza", [2, 1, 1, 0, 0, 1]),
    ("inicia", [2, 0, 1, 0, 0, 3]),
    ("farmacias-unidas", [4, 0, 1, 0, 0, 1]),
];

/// The customer that was set aside.
const SET_ASIDE: &str = "farmacias-unidas";

/// A kind and size, cents billed for one piece in a month, and what one piece uses of AWS in an hour:
/// service, usage type, quantity, price.
type Kind = (&'static str, &'static str, u32, &'static [Use]);
type Use = (&'static str, &'static str, u32, &'static str);

const VCPU: &str = "USE1-Fargate-vCPU-Hours:perCPU";
const GB: &str = "USE1-Fargate-GB-Hours";

const KINDS: [Kind; 6] = [
    (
        "container",
        "1x2",
        4_620,
        &[("AmazonECS", VCPU, 1, "0.04048"), ("AmazonECS", GB, 2, "0.004445")],
    ),
    (
        "container",
        "2x4",
        9_240,
        &[("AmazonECS", VCPU, 2, "0.04048"), ("AmazonECS", GB, 4, "0.004445")],
    ),
    ("database", "db.r6g.large", 33_600, &[("AmazonRDS", "InstanceUsage:db.r6g.large", 1, "0.26")]),
    ("search", "r6g.large.search", 19_320, &[("AmazonES", "ESInstance:r6g.large", 1, "0.167")]),
    (
        "cache",
        "cache.r6g.large",
        23_100,
        &[("AmazonElastiCache", "NodeUsage:cache.r6g.large", 1, "0.206")],
    ),
    ("nat-gateway", "", 0, &[("AmazonEC2", "NatGateway-Hours", 1, "0.045")]),
];

/// What does not follow from components: bucket, amount, customer, account, service, usage type, line,
/// unit, quantities charged and metered, list price, component, resource. Empty is unknown.
const OTHERS: &str = "\
support,2324.6112,,000000000100,AWSSupportBusiness,,Support,,,,,,
tax,3921.3400,,000000000100,AWSTax,,Tax,,,,,,
credits,-480,banco-ejemplo,000000000001,AmazonRDS,,Credit,,,,,,
discounts,-31.2255714,retail-andes,000000000003,AmazonCloudFront,,PrivateRateDiscount,,,,,,
rounding,0.0037218,,000000000100,,,Usage,,,,,,
shared,514.98164,,000000000100,AmazonCloudWatch,USE1-DataProcessing-Bytes,Usage,GB,1029.96328,,,,
shared,97.42,,000000000100,AmazonEC2,TransitGateway-Hours,Usage,Hrs,1948.4,,,,
unmetered,124.248,retail-andes,000000000003,AmazonES,ESInstance:r6g.large,Usage,Hrs,744,,,,domain/products-old
unmetered,17.302,university-of-the-coast,000000000009,AmazonRDS,InstanceUsage:db.t3.medium,Usage,Hrs,211,,,,cluster/loadtest
unmetered,3.72,logistica-austral,000000000008,AmazonVPC,PublicIPv4:IdleAddress,Usage,Hrs,744,,,,eipalloc-0f31
unmetered,0.0000004,cotiza,000000000010,AWSQueueService,Requests-Tier1,Usage,Requests,1,,,,
matched,12,example-insurance,000000000006,AmazonCloudWatch,DataProcessing-Bytes,Usage,GB,130,24,0.5,main/production/log-registry/logs,
usage-drift,53.0000000001,example-insurance,000000000006,AmazonCloudWatch,DataProcessing-Bytes,Usage,GB,130,24,0.5,main/production/log-registry/logs,
usage-drift,40.6807808,banco-ejemplo,000000000001,AmazonECS,USE1-Fargate-vCPU-Hours:perCPU,Usage,vCPU-Hours,1004.96,0,0.04048,main/production/container/ms-edge-01 main/production/container/ms-edge-02 main/production/container/ms-edge-03 main/production/container/ms-edge-04,
matched,12.42,banco-ejemplo,000000000001,AmazonS3,TimedStorage-ByteHrs,Usage,GB-Mo,100,540,0.023,main/production/object-storage/statements,
usage-drift,-10.12,banco-ejemplo,000000000001,AmazonS3,TimedStorage-ByteHrs,Usage,GB-Mo,100,540,0.023,main/production/object-storage/statements,
matched,189.8,banco-ejemplo,000000000001,AmazonRDS,InstanceUsageIOOptimized:db.r6g.large,Usage,Hrs,744,744,0.26,main/staging/database/core,
hours-of-the-month,3.64,banco-ejemplo,000000000001,AmazonRDS,InstanceUsageIOOptimized:db.r6g.large,Usage,Hrs,744,744,0.26,main/staging/database/core,
price-drift,58.032,banco-ejemplo,000000000001,AmazonRDS,InstanceUsageIOOptimized:db.r6g.large,Usage,Hrs,744,744,0.26,main/staging/database/core,
matched,348.16,retail-andes,000000000003,AmazonCloudFront,US-DataTransfer-Out-Bytes,Usage,GB,4096,4096,0.085,main/production/cdn/store,
price-drift,-20.48,retail-andes,000000000003,AmazonCloudFront,US-DataTransfer-Out-Bytes,Usage,GB,4096,4096,0.085,main/production/cdn/store,
unmapped,15.4752,,555000111222,AmazonEC2,BoxUsage:t3.small,Usage,Hrs,744,,,,i-0a12
corrections,-18.6,cooperativa-del-sur,000000000005,AmazonVPC,VPN-Usage-Hours,Usage,Hrs,-372,,,,";

/// Components of which some were charged differently than expected: customer, environment, kind and
/// size, cents billed, USD charged.
const DRIFTED: [(&str, &str, &str, &str, i64, &str); 6] = [
    ("banco-ejemplo", "production", "container", "1x2", 0, "40.6807808"),
    ("banco-ejemplo", "production", "object-storage", "", 1_260, "2.3"),
    ("banco-ejemplo", "staging", "database", "db.r6g.large", 33_600, "251.472"),
    ("cooperativa-del-sur", "certification", "vpn", "", 6_720, "0"),
    ("example-insurance", "production", "log-registry", "", 4_200, "65.0000000001"),
    ("retail-andes", "production", "cdn", "", 44_100, "327.68"),
];

fn amount(text: &str) -> CostAmount {
    text.parse().unwrap()
}

fn times(price: &str, count: u32) -> CostAmount {
    let price: Decimal = price.parse().unwrap();
    CostAmount::from(price.checked_mul(count.into()).unwrap())
}

/// The month, with what is left to look at outside its tolerance.
pub(super) fn october() -> Reconciliation {
    let mut attributions = Vec::new();
    let mut components = Vec::new();
    for (at, (customer, pieces)) in (1_u64..).zip(CUSTOMERS) {
        for (kind, pieces) in KINDS.into_iter().zip(pieces).filter(|(_, pieces)| *pieces > 0) {
            let parts = charged((at, customer), kind, pieces);
            let cost = parts.iter().fold(CostAmount::ZERO, |sum, part| sum.plus(part.usd).unwrap());
            attributions.extend(parts);
            if customer != SET_ASIDE {
                let billed = kind.2.checked_mul(pieces).unwrap().into();
                components.push(component(customer, "production", (kind.0, kind.1), billed, cost));
            }
        }
    }
    components.extend(DRIFTED.map(|(customer, environment, kind, size, cents, charged)| {
        component(customer, environment, (kind, size), cents, amount(charged))
    }));
    attributions.extend(OTHERS.lines().map(other));
    attributions.sort_by(|a, b| (a.bucket, &a.customer).cmp(&(b.bucket, &b.customer)));
    of(attributions, components)
}

/// What AWS charged a customer for pieces of a kind: as the rate card expects and the hours of the
/// month, or unmetered when the customer was set aside.
fn charged((at, customer): (u64, &str), kind: Kind, pieces: u32) -> Vec<Attribution> {
    let (kind, size, cents, uses) = kind;
    let is_metered = customer != SET_ASIDE;
    let part = |(service, usage_type, quantity, price): Use| {
        let each = pieces.checked_mul(quantity).unwrap();
        let usd = |hours: u32| times(price, each.checked_mul(hours).unwrap());
        let quantity = times("744", each);
        let name = format!("main/production/{kind}/{kind}-{size}");
        let whole = Attribution {
            bucket: Bucket::Unmetered,
            usd: usd(744),
            customer: customer.to_owned(),
            charged_for: ChargedFor {
                account: format!("{at:012}"),
                service: service.to_owned(),
                usage_type: usage_type.to_owned(),
                line: String::from("Usage"),
                unit: String::from("Hrs"),
                ..ChargedFor::default()
            },
            other_accounts: Vec::new(),
            charged_quantity: Some(quantity),
            metered_quantity: is_metered.then_some(quantity),
            list_price_usd: is_metered.then(|| amount(price)),
            components: is_metered.then_some(name).into_iter().collect(),
            events: is_metered.then(|| format!("e-{at}-{kind}")).into_iter().collect(),
            rows: Rows { count: 744, file: String::from("cur.csv.gz"), first: at },
        };
        if !is_metered {
            return vec![whole];
        }
        let bucket = if cents == 0 { Bucket::Included } else { Bucket::Matched };
        let of_card = Attribution { bucket, usd: usd(730), ..whole.clone() };
        let hours = Attribution { bucket: Bucket::HoursOfTheMonth, usd: usd(14), ..whole };
        vec![of_card, hours]
    };
    uses.iter().copied().flat_map(part).collect()
}

fn component(
    customer: &str,
    environment: &str,
    (kind, size): (&str, &str),
    cents: i64,
    charged_usd: CostAmount,
) -> ComponentMargin {
    ComponentMargin {
        customer: customer.to_owned(),
        deployment: String::from("main"),
        environment: environment.to_owned(),
        component: kind.to_owned(),
        size: size.to_owned(),
        billed_usd: Usd::of_cents(cents),
        charged_usd,
    }
}

/// One line of [`OTHERS`]; parts of one charge come from the same row.
fn other(line: &str) -> Attribution {
    let cells: Vec<&str> = line.split(',').collect();
    let [
        bucket,
        usd,
        customer,
        account,
        service,
        usage_type,
        of,
        unit,
        quantity,
        metered,
        price,
        component,
        resource,
    ] = cells[..].try_into().unwrap();
    let parts = |it: &str| it.split(',').skip(2).map(str::to_owned).collect::<Vec<_>>();
    let row = (1..).zip(OTHERS.lines()).find(|(_, it)| parts(it) == parts(line)).unwrap().0;
    let known = |text: &str| (!text.is_empty()).then(|| amount(text));
    Attribution {
        bucket: serde_json::from_value(bucket.into()).unwrap(),
        usd: amount(usd),
        customer: customer.to_owned(),
        charged_for: ChargedFor {
            account: account.to_owned(),
            service: service.to_owned(),
            usage_type: usage_type.to_owned(),
            line: of.to_owned(),
            corrects: (bucket == "corrections").then(|| "2026-09".parse().unwrap()),
            unit: unit.to_owned(),
            resource: resource.to_owned(),
            ..ChargedFor::default()
        },
        other_accounts: Vec::new(),
        charged_quantity: known(quantity),
        metered_quantity: known(metered),
        list_price_usd: known(price),
        components: component.split_whitespace().map(str::to_owned).collect(),
        events: Vec::new(),
        rows: Rows { count: 1, file: String::from("other.csv.gz"), first: row },
    }
}

/// Adds what follows from the parts: the total, and the margin of each customer with its part of
/// shared cost.
pub(super) fn of(
    attributions: Vec<Attribution>,
    components: Vec<ComponentMargin>,
) -> Reconciliation {
    let sum = |all: &mut dyn Iterator<Item = CostAmount>| {
        all.fold(CostAmount::ZERO, |sum, usd| sum.plus(usd).unwrap())
    };
    let mut charged: BTreeMap<&str, CostAmount> = BTreeMap::new();
    for it in attributions.iter().filter(|it| it.bucket != Bucket::Shared) {
        let usd = charged.entry(&it.customer).or_default();
        *usd = usd.plus(it.usd).unwrap();
    }
    let is_shared = |it: &&Attribution| it.bucket == Bucket::Shared;
    let shared = sum(&mut attributions.iter().filter(is_shared).map(|it| it.usd));
    let billed = |customer: &str| {
        let own = components.iter().filter(|it| it.customer == customer);
        own.fold(Usd::ZERO, |sum, it| sum.plus(it.billed_usd).unwrap())
    };
    let weights = CUSTOMERS.map(|(_, pieces)| u64::from(pieces.iter().sum::<u32>()));
    let parts = divide_by_weights(shared, &weights).unwrap();
    let margins = CUSTOMERS.iter().zip(parts).map(|((customer, _), part)| CustomerMargin {
        customer: (*customer).to_owned(),
        is_set_aside: *customer == SET_ASIDE,
        billed_usd: (*customer != SET_ASIDE).then(|| billed(customer)),
        charged_usd: charged.get(customer).copied().unwrap_or_default(),
        shared_usd: part,
    });
    let nobody = CustomerMargin {
        customer: String::new(),
        is_set_aside: false,
        billed_usd: None,
        charged_usd: charged.get("").copied().unwrap_or_default(),
        shared_usd: CostAmount::ZERO,
    };
    let hash = |digit: &str| format!("sha256:{}", digit.repeat(64));
    let file = |name: &str, digit| SourceFile { name: name.to_owned(), hash: hash(digit) };
    Reconciliation {
        format: Reconciliation::FORMAT,
        month: "2026-10".parse().unwrap(),
        basis: Basis::Unblended,
        sources: Sources {
            rate_card: String::from("standard, 2026-10-01"),
            prices_hash: hash("3"),
            model_hash: hash("7"),
            allocation_hash: hash("c"),
            files: vec![file("cur.csv.gz", "5"), file("other.csv.gz", "e")],
            invoices: vec![file("invoices.json", "a")],
            newer: vec![file("cur-2026-09-late.csv.gz", "9")],
        },
        is_final: true,
        charged_usd: sum(&mut attributions.iter().map(|it| it.usd)),
        tolerance_percent: Decimal::ONE,
        customers: std::iter::once(nobody).chain(margins).collect(),
        without_cost: vec![WithoutCost {
            customer: String::from("cooperativa-del-sur"),
            component: String::from("main/certification/vpn/core-qa"),
            size: String::new(),
            service: String::from("AmazonVPC"),
            usage_type: String::from("VPN-Usage-Hours:ipsec.1"),
            expected_usd: amount("37.2"),
            events: vec![String::from("e-5-vpn")],
        }],
        invoices: invoices::invoices(&attributions),
        changes: Some(earlier::changes(&attributions)),
        adjustments: earlier::adjustments(),
        included: included(),
        explorer: Some(ExplorerRequests {
            asked: Some(108),
            charged: Some(112.into()),
            charged_usd: amount("1.12"),
        }),
        attributions,
        components,
    }
}

/// NAT gateways, of which one customer has many for its MRUs.
fn included() -> Vec<IncludedUsage> {
    [("inicia", "2232", "100.44", "12.4", "4.5"), ("cotiza", "744", "33.48", "18.6", "0.2")]
        .map(|(customer, quantity, usd, mru, times)| IncludedUsage {
            customer: customer.to_owned(),
            service: String::from("AmazonEC2"),
            usage_type: String::from("NatGateway-Hours"),
            unit: String::from("Hrs"),
            quantity: Some(amount(quantity)),
            usd: amount(usd),
            mru: mru.parse().unwrap(),
            times: times.parse().ok(),
            is_out_of_proportion: customer == "inicia",
        })
        .into()
}

/// The same month without what is left to look at; provisional.
pub(super) fn quiet() -> Reconciliation {
    let Reconciliation { mut attributions, components, .. } = october();
    attributions.retain(|it| !it.bucket.is_to_look_at());
    let quiet = of(attributions, components);
    Reconciliation {
        is_final: false,
        without_cost: Vec::new(),
        invoices: Vec::new(),
        changes: None,
        adjustments: Vec::new(),
        explorer: None,
        included: Vec::new(),
        ..quiet
    }
}

/// A month with far more to look at than is shown, with names as long as they may be, some of which
/// would be markup.
pub(super) fn crowded() -> Reconciliation {
    let mut month = october();
    let long = "unbroken".repeat(20);
    let template = other(OTHERS.lines().nth(12).unwrap());
    let one = |at: u32| Attribution {
        usd: times("-3.005", at),
        customer: format!("seguros & <hijos> {long}"),
        charged_for: ChargedFor {
            service: format!("Amazon{long}"),
            resource: format!("arn:aws:<b>{long}</b>\u{202e}"),
            ..template.charged_for.clone()
        },
        rows: Rows { first: at.into(), ..template.rows.clone() },
        components: (0..9).map(|n| format!("main/production/container/{long}-{n}")).collect(),
        ..template.clone()
    };
    month.attributions.extend((1..=52).map(one));
    let mut other = month.without_cost[0].clone();
    other.customer.clone_from(&month.attributions.last().unwrap().customer);
    other.events = (1..=9).map(|n| format!("{long}{n}")).collect();
    month.without_cost = vec![other; 52];
    let mut month = Reconciliation {
        without_cost: month.without_cost,
        ..of(month.attributions, month.components)
    };
    month.customers[1].customer = format!("<i>{long}</i>");
    month.components[0].size.clone_from(&long);
    month.sources.files = (1..=40)
        .map(|n| SourceFile { name: format!("{long}-{n}.parquet"), hash: String::new() })
        .collect();
    month
}
