//! `ListInvoiceSummaries` over the invoices of a test, in pages, refusing what AWS refuses.

use serde_json::{Value, json};

use super::World;
use crate::pricing_stub::Refusal;

fn invalid<T>(said: &str) -> Result<T, Refusal> {
    Err((400, "ValidationException", said.to_owned()))
}

impl World {
    pub(super) fn invoices(&mut self, who: &str, body: &str) -> Result<Value, Refusal> {
        let Ok(asked) = serde_json::from_str::<Value>(body) else { return invalid("no JSON") };
        let selector = &asked["Selector"];
        let account = selector["Value"].as_str().unwrap_or_default().to_owned();
        self.seen.push(format!("INVOICING {who} {account}"));
        if selector["ResourceType"] != "ACCOUNT_ID" || account.len() != 12 {
            return invalid("The selector is not valid.");
        }
        if !(1..=100).contains(&asked["MaxResults"].as_i64().unwrap_or(100)) {
            return invalid("MaxResults must be from 1 to 100.");
        }
        let period = &asked["Filter"]["BillingPeriod"];
        if !(1..=12).contains(&period["Month"].as_i64().unwrap_or_default()) {
            return invalid("Month must be from 1 to 12.");
        }
        let Some(all) = self.invoices.get(&account) else {
            let said = format!("The account {account} has no invoices that you may see.");
            return Err((400, "ResourceNotFoundException", said));
        };
        let of_month = all.iter().filter(|it| it["BillingPeriod"] == *period);
        let from = match asked["NextToken"].as_str().map(|it| it.strip_prefix("from ")) {
            None => 0,
            Some(from) => match from.and_then(|it| it.parse::<usize>().ok()) {
                Some(from) => from,
                None => return invalid("The token is not valid."),
            },
        };
        let size = if self.on_page == 0 { 100 } else { self.on_page };
        let rest: Vec<&Value> = of_month.skip(from).collect();
        let mut answer = json!({ "InvoiceSummaries": rest.iter().take(size).collect::<Vec<_>>() });
        if self.without_end {
            answer["NextToken"] = json!("from 0");
        } else if rest.len() > size {
            answer["NextToken"] = json!(format!("from {}", from + size));
        }
        Ok(answer)
    }
}
