//! What the sample month is beside the one before: changes by driver, and late rows of a closed month.

use mru_core::{
    costs::CostAmount,
    reconciliation::{Adjustment, Attribution, Change, Changes, Driver, Rows},
};

use super::amount;

/// Driver, amount, customer, service, usage type, line, kind, what was charged in the month before; empty
/// when it was not.
const CHANGES: &str = "\
hours,61.28812,banco-ejemplo,AmazonECS,USE1-Fargate-vCPU-Hours:perCPU,,container,1900
usage,-120.5,viajes-del-norte,AmazonRDS,InstanceUsage:db.r6g.large,,database,895.2
price,58.032,banco-ejemplo,AmazonRDS,InstanceUsageIOOptimized:db.r6g.large,,database,193.44
new,124.248,retail-andes,AmazonES,ESInstance:r6g.large.search,,,
gone,-37.2,cooperativa-del-sur,AmazonVPC,VPN-Usage-Hours:ipsec.1,,vpn,37.2
lines,12.0000000001,,AWSTax,,Tax,,3909.34";

/// What changed against September.
pub(super) fn changes(attributions: &[Attribution]) -> Changes {
    let parts: Vec<Change> = CHANGES.lines().map(change).collect();
    let sum = |amounts: &mut dyn Iterator<Item = CostAmount>| {
        amounts.fold(CostAmount::ZERO, |sum, usd| sum.plus(usd).unwrap())
    };
    let now = sum(&mut attributions.iter().map(|it| it.usd));
    Changes {
        month: "2026-09".parse().unwrap(),
        reconciliation_hash: format!("sha256:{}", "b".repeat(64)),
        charged_usd: now.less(sum(&mut parts.iter().map(|it| it.usd))).unwrap(),
        parts,
    }
}

fn change(line: &str) -> Change {
    let cells: Vec<&str> = line.split(',').collect();
    let [driver, usd, customer, service, usage_type, of, kind, before] =
        cells[..].try_into().unwrap();
    let driver: Driver = serde_json::from_value(driver.into()).unwrap();
    let usd = amount(usd);
    let before = (!before.is_empty()).then(|| amount(before));
    Change {
        driver,
        usd,
        customer: customer.to_owned(),
        service: service.to_owned(),
        usage_type: usage_type.to_owned(),
        line: of.to_owned(),
        kinds: (!kind.is_empty()).then(|| kind.to_owned()).into_iter().collect(),
        before_usd: before,
        after_usd: (driver != Driver::Gone).then(|| before.unwrap_or_default().plus(usd).unwrap()),
    }
}

/// A credit that came late and a charge that was corrected, both of September.
pub(super) fn adjustments() -> Vec<Adjustment> {
    let one = |customer: &str, of: [&str; 3], before: &str, after: &str, first| Adjustment {
        month: "2026-09".parse().unwrap(),
        customer: customer.to_owned(),
        service: of[0].to_owned(),
        usage_type: of[1].to_owned(),
        line: of[2].to_owned(),
        before_usd: amount(before),
        after_usd: amount(after),
        usd: amount(after).less(amount(before)).unwrap(),
        rows: Rows { count: 1, file: String::from("cur-2026-09-late.csv.gz"), first },
    };
    vec![
        one("banco-ejemplo", ["AmazonRDS", "", "Credit"], "0", "-250", 9),
        one("cotiza", ["AWSQueueService", "Requests-Tier1", ""], "0.0000004", "1.2", 12),
    ]
}
