//! What AWS charged in a month of the demonstration: cost data that fits what was metered, with a few
//! things that somebody has to find.

use mru_core::{
    calendar::{Period, Zone},
    cost_model::{Cause, causes},
    costs::CostAmount,
    reconciliation::{Metered, MeteredCustomer},
    units::exact,
};
use rust_decimal::Decimal;

use super::{
    invalid,
    invoices::{Invoices, invoice_of},
    missing,
};
use crate::{
    billing::{self, BillingError},
    reconciling::{Prices, ReconcilingError, prices},
    storage::Database,
};

/// Cost data and the allocation that says whose it is.
#[derive(Clone, Debug)]
pub struct DemoCosts {
    /// The month of the bill.
    pub month: Period,
    /// CUR 2.0 as CSV, a row for each month, component and usage type.
    pub costs: String,
    /// The invoices of AWS, as CSV.
    pub invoices: String,
    /// The allocation, as TOML.
    pub allocation: String,
}

/// Columns of CUR 2.0 that the rows fill.
const COLUMNS: [&str; 15] = [
    "bill_billing_period_start_date",
    "bill_invoice_id",
    "bill_payer_account_id",
    "line_item_usage_account_id",
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_usage_type",
    "line_item_operation",
    "line_item_usage_start_date",
    "line_item_usage_end_date",
    "line_item_usage_amount",
    "pricing_unit",
    "line_item_unblended_cost",
    "line_item_currency_code",
    "resource_tags",
];

/// The account of the platform, which serves all customers and pays for all.
const PLATFORM: &str = "900000000001";
/// An account that belongs to no customer.
const UNKNOWN: &str = "555000111222";

/// What is charged besides the metered components: account (a customer, or a number), line type,
/// service, usage type, quantity, unit, cost, component.
const BESIDES: &[[&str; 8]] = &[
    // Nobody meters this search node any more, and it runs on.
    [
        "retail",
        "Usage",
        "AmazonES",
        "ESInstance:r6g.large.search",
        "744",
        "Hrs",
        "124.248",
        "products-old",
    ],
    // Gateways come with every environment.
    ["bank", "Usage", "AmazonEC2", "NatGateway-Hours", "2232", "Hrs", "100.44", ""],
    ["retail", "Usage", "AmazonEC2", "NatGateway-Hours", "1488", "Hrs", "66.96", ""],
    ["insurer", "Usage", "AmazonEC2", "NatGateway-Hours", "1488", "Hrs", "66.96", ""],
    [UNKNOWN, "Usage", "AmazonEC2", "BoxUsage:t3.small", "744", "Hrs", "15.4752", ""],
    [PLATFORM, "Usage", "AmazonS3", "TimedStorage-ByteHrs", "18400", "GB-Mo", "423.20", ""],
    [PLATFORM, "Usage", "AmazonCloudWatch", "TimedStorage-ByteHrs", "6306", "GB-Mo", "189.18", ""],
    [PLATFORM, "Fee", "AWSSupportBusiness", "Support-Business", "1", "", "1000.00", ""],
    ["bank", "Credit", "AmazonECS", "USE1-Fargate-vCPU-Hours:perCPU", "0", "", "-480.00", ""],
];

/// How one customer's charges differ from what was metered.
struct Difference {
    customer: &'static str,
    /// The beginning of the usage type.
    usage_type: &'static str,
    what: What,
}

enum What {
    /// It is not charged: it does not run.
    NotCharged,
    /// So many times the quantity is charged.
    Times(u32),
    /// Another price is charged, in thousandths of a dollar.
    PriceThousandths(u32),
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        customer: "cooperative",
        usage_type: "USE1-VPN-Usage-Hours",
        what: What::NotCharged,
    },
    Difference { customer: "insurer", usage_type: "DataProcessing-Bytes", what: What::Times(5) },
    Difference {
        customer: "bank",
        usage_type: "InstanceUsage:db.r6g.large",
        what: What::PriceThousandths(338),
    },
];

/// Tax of AWS in per cent.
const TAX_PERCENT: u32 = 19;

/// Makes the cost data of a month from what was metered in it.
///
/// # Errors
///
/// [`BillingError`] when what was metered cannot be read.
pub(super) async fn costs(database: &Database, month: Period) -> Result<DemoCosts, BillingError> {
    let known = prices::read(database, Prices::OfCard("reference"), month).await;
    let known = known.map_err(|error| match error {
        ReconcilingError::Billing(error) => error,
        _ => missing("the cost model of its rate card"),
    })?;
    let causes = causes(&known.prices, &known.model).map_err(invalid)?;
    let customers = billing::metered(database, month).await?.customers;
    let mut export = Export::new(month);
    for (customer, account) in customers.iter().zip(accounts()) {
        for metered in &customer.metered {
            let entry = mru_core::catalogue::entry(&metered.slot.component, &metered.size);
            for cause in causes.get(entry.as_str()).into_iter().flatten() {
                export.charge(&customer.id, &account, metered, cause)?;
            }
        }
    }
    for besides in BESIDES {
        let at = customers.iter().position(|customer| customer.id == besides[0]);
        let account = at.and_then(|at| accounts().nth(at));
        export.besides(account.as_deref().unwrap_or(besides[0]), besides)?;
    }
    export.tax()?;
    let invoices = std::mem::take(&mut export.invoices).csv(month).map_err(|_| too_long())?;
    let costs = export.finish()?;
    Ok(DemoCosts { month, costs, invoices, allocation: allocation(&customers) })
}

/// The account of each customer, in their order.
fn accounts() -> impl Iterator<Item = String> {
    (1..).map(|number: u32| format!("{:012}", 100_000_000_000_u64.saturating_add(number.into())))
}

fn allocation(customers: &[MeteredCustomer]) -> String {
    let mut text = String::from(
        "# Whose cost it is. Each customer has an account of its own.\n\
         environment_tag = \"environment\"\n\
         component_tag = \"component\"\n",
    );
    for (customer, account) in customers.iter().zip(accounts()) {
        text.push_str(&format!(
            "\n[[accounts]]\naccount = \"{account}\"\ncustomer = \"{}\"\n",
            customer.id
        ));
    }
    text.push_str(&format!("\n[[accounts]]\naccount = \"{PLATFORM}\"\nshared = true\n"));
    text
}

/// Rows of an export.
struct Export {
    rows: csv::Writer<Vec<u8>>,
    start: String,
    end: String,
    seconds: i64,
    /// What each account was charged, for its tax.
    charged: Vec<(String, CostAmount)>,
    /// What is on AWS's invoices.
    invoices: Invoices,
}

impl Export {
    fn new(month: Period) -> Export {
        let (start, end) = month.bounds(Zone::UTC);
        let mut rows = csv::Writer::from_writer(Vec::new());
        // INVARIANT (writing to memory cannot fail): a Vec takes every byte.
        let _ = rows.write_record(COLUMNS);
        let written =
            |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        Export {
            rows,
            start: written(start),
            end: written(end),
            seconds: end.timestamp().saturating_sub(start.timestamp()),
            charged: Vec::new(),
            invoices: Invoices::default(),
        }
    }

    /// A row of what a component uses of one price.
    fn charge(
        &mut self,
        customer: &str,
        account: &str,
        metered: &Metered,
        cause: &Cause<'_>,
    ) -> Result<(), BillingError> {
        let usage_type = cause.usage_type();
        let found = DIFFERENCES
            .iter()
            .find(|it| it.customer == customer && usage_type.starts_with(it.usage_type));
        let (times, usd) = match found.map(|it| &it.what) {
            Some(What::NotCharged) => return Ok(()),
            Some(What::Times(times)) => (*times, cause.price.usd),
            Some(What::PriceThousandths(usd)) => (1, Decimal::new(i64::from(*usd), 3)),
            None => (1, cause.price.usd),
        };
        let whole = if cause.is_hourly() { 3600 } else { self.seconds };
        let part = Decimal::from(metered.seconds).checked_div(whole.into());
        let each =
            part.and_then(|part| part.checked_mul(cause.quantity)?.checked_mul(metered.pieces));
        let units = each.and_then(|each| each.checked_mul(times.into())).ok_or_else(too_long)?;
        let used = CostAmount::from(units).rounded(9);
        let priced = used.decimal().ok_or_else(too_long)?;
        let cost = exact::multiply(priced, usd, "playing the demonstration");
        let cost = CostAmount::from(cost.map_err(|_| too_long())?);
        let billed = priced.checked_mul(cause.bill_units().into()).ok_or_else(too_long)?;
        let slot = &metered.slot;
        let tags = format!(
            "{{\"user_environment\": \"{}\", \"user_component\": \"{}\"}}",
            slot.environment, slot.name
        );
        let (service, unit) = (&cause.price.service_code, &cause.price.unit);
        self.row(
            account,
            "Usage",
            [service, usage_type, &billed.normalize().to_string(), unit],
            cost,
            &tags,
        )
    }

    fn besides(&mut self, account: &str, what: &[&str; 8]) -> Result<(), BillingError> {
        let [_, line, service, usage_type, quantity, unit, cost, component] = *what;
        let tags = match component {
            "" => String::new(),
            component => format!(
                "{{\"user_environment\": \"production\", \"user_component\": \"{component}\"}}"
            ),
        };
        let cost = cost.parse().map_err(|_| too_long())?;
        self.row(account, line, [service, usage_type, quantity, unit], cost, &tags)
    }

    /// The tax of each account on what it was charged above zero, rounded to cents as AWS does.
    fn tax(&mut self) -> Result<(), BillingError> {
        let mut charged = std::mem::take(&mut self.charged);
        charged.sort_by(|a, b| a.0.cmp(&b.0));
        for rows in charged.chunk_by(|a, b| a.0 == b.0) {
            let Some((account, _)) = rows.first() else { continue };
            let sum = rows.iter().map(|it| it.1).try_fold(CostAmount::ZERO, CostAmount::plus);
            let sum = sum.ok().and_then(CostAmount::decimal).ok_or_else(too_long)?;
            let rate = Decimal::new(i64::from(TAX_PERCENT), 2);
            let tax = CostAmount::from(sum.checked_mul(rate).ok_or_else(too_long)?).rounded(2);
            self.row(account, "Tax", ["AWSTax", "Tax", "1", ""], tax, "")?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        account: &str,
        line: &str,
        [service, usage_type, quantity, unit]: [&str; 4],
        cost: CostAmount,
        tags: &str,
    ) -> Result<(), BillingError> {
        let (start, end, cost_written) = (self.start.as_str(), self.end.as_str(), cost.to_string());
        let row = [
            start,
            invoice_of(line),
            PLATFORM,
            account,
            line,
            service,
            usage_type,
            "",
            start,
            end,
            quantity,
            unit,
            &cost_written,
            "USD",
            tags,
        ];
        let added = self.invoices.add(account, line, [service, usage_type], cost);
        added.map_err(|_| too_long())?;
        self.rows.write_record(row).map_err(|error| BillingError::Spool(error.into()))?;
        if line != "Tax" {
            self.charged.push((account.to_owned(), cost));
        }
        Ok(())
    }

    fn finish(self) -> Result<String, BillingError> {
        let bytes =
            self.rows.into_inner().map_err(|error| BillingError::Spool(error.into_error()))?;
        String::from_utf8(bytes).map_err(|_| missing("a cost export"))
    }
}

fn too_long() -> BillingError {
    missing("an amount of its cost export")
}
