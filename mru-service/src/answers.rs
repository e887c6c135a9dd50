//! The JSON documents that the command line and the API give alike, byte for byte.

mod notifying;
mod quotes;

use chrono::{DateTime, Utc};
use mru_core::{
    Finding, Lang, Quote,
    account::Account,
    calendar::{Period, format_instant},
    catalogue::{self, Kind},
    change::Outcome,
    findings_json,
    metering::Timeline,
    offer::Assumption,
    rate_card::RateCard,
};
use serde_json::{Value as Json, json};

use crate::{
    absent::Absent,
    billing::{IssueRefusal, Issued, NotIssued, Run, RunLine},
    budgets::Crossing,
    changes::{
        ApprovalLink, Checked, StoredApprovalLink, Verdict,
        record::{Approval, ChangeRequest, Decided},
        signed::{Signed, Statement},
    },
    quotes::CopiedQuote,
    quoting::{self, Estimated, ExplainedLine, Judged, PlanQuoted},
    reconciling::KeptReconciliation,
    verdicts,
};

pub use notifying::{budget, delivery, made_webhook, webhook};
pub use quotes::{difference, draft_in_brief, link, quote_in_brief, stored_link, stored_quote};

/// A JSON document as it is given out: indented, with a final line break.
pub fn pretty(document: &Json) -> String {
    format!("{document:#}\n")
}

/// A quote; none when one of its values cannot be written.
///
/// # Errors
///
/// What the serialiser says; no quote is known for which it says anything.
pub fn quote(quote: &Quote, lang: Lang) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&quote.document(lang))? + "\n")
}

/// A checked change, with the budgets that it crosses.
pub fn checked(checked: &Checked, crossings: &[Crossing], lang: Lang) -> Json {
    let mut shown = checked.state().to_json(lang);
    if !crossings.is_empty() {
        shown["budgets"] = crossings.iter().map(Crossing::to_json).collect();
    }
    shown
}

/// A copy of what is metered: the deployment, what metering does not know, what is not in it, and its
/// quote, which is null when `findings` say why there is none.
pub fn copied(copied: &CopiedQuote, lang: Lang) -> Json {
    let CopiedQuote { customer, made, quoted } = copied;
    let findings = quoted.as_ref().err().map(Vec::as_slice).unwrap_or_default();
    json!({
        "document": "copy",
        "language": lang,
        "customer": customer,
        "assumptions": assumptions(&made.assumptions, lang),
        "deployment": made.deployment,
        "findings": findings_json(findings, lang),
        "not_copied": made.not_copied,
        "quote": quoted.as_ref().map_or(Json::Null, |it| it.to_json(lang)),
    })
}

fn assumptions(assumptions: &[Assumption], lang: Lang) -> Json {
    let shown =
        |it: &Assumption| json!({ "rule": it.rule, "path": it.path, "said": it.said.get(lang) });
    assumptions.iter().map(shown).collect()
}

/// What became of the criteria of an estimate: the deployment, what was assumed, and its quote, which is
/// null when `findings` say why there is none.
pub fn estimated(estimated: &Estimated, lang: Lang) -> Json {
    let Estimated { made, quoted } = estimated;
    let findings = quoted.as_ref().err().map(Vec::as_slice).unwrap_or_default();
    json!({
        "document": "estimate",
        "language": lang,
        "assumptions": assumptions(&made.assumptions, lang),
        "deployment": made.deployment,
        "findings": findings_json(findings, lang),
        "quote": quoted.as_ref().map_or(Json::Null, |it| it.to_json(lang)),
    })
}

/// What became of a plan of Terraform: every resource, the deployment, and its quote, which is null
/// when `findings` say why there is none.
pub fn plan_quoted(quoted: &PlanQuoted, lang: Lang) -> Json {
    let mut shown = quoted.made.json(lang);
    let findings = quoted.quoted.as_ref().err().map(Vec::as_slice).unwrap_or_default();
    shown["document"] = json!("terraform-quote");
    shown["language"] = json!(lang);
    shown["findings"] = findings_json(findings, lang);
    shown["quote"] = quoted.quoted.as_ref().map_or(Json::Null, |it| it.to_json(lang));
    shown
}

/// Why there is no quote.
pub fn findings(findings: &[Finding], lang: Lang) -> Json {
    json!({ "document": "findings", "language": lang, "findings": findings_json(findings, lang) })
}

/// What there is to say of a deployment.
pub fn judged(judged: &Judged, lang: Lang) -> Json {
    json!({
        "document": "findings",
        "language": lang,
        "valid": judged.is_valid(),
        "findings": findings_json(&judged.findings, lang),
        "connections": judged.connections,
    })
}

/// Why lines of a quote are what they are: one line, or all of them.
///
/// A line is as the quote has it, with how its weight was derived.
///
/// # Errors
///
/// [`Absent::NoQuoteLine`].
pub fn explanation(quote: &Quote, line: Option<usize>, lang: Lang) -> Result<Json, Absent> {
    let mut whole = quote.to_json(lang);
    let lines = whole["lines"].as_array().cloned().unwrap_or_default();
    let (first, last) = line.map_or((1, lines.len()), |line| (line, line));
    let mut explained = Vec::new();
    for number in first..=last {
        let ExplainedLine { derived, .. } = quoting::explain(quote, number)?;
        let mut shown = lines.get(number.saturating_sub(1)).cloned().unwrap_or_default();
        shown["derived"] = derived.map_or(Json::Null, |(card, entry)| {
            json!({
                "arithmetic": entry.arithmetic,
                "confidence": entry.confidence,
                "rate_card": { "id": card.id(), "hash": card.hash },
            })
        });
        explained.push(shown);
    }
    let mut shown = json!({ "document": "explanation", "lines": explained });
    for field in ["as_of", "contract", "deployment", "language", "rate_card"] {
        shown[field] = whole[field].take();
    }
    Ok(shown)
}

/// All about a kind of component.
pub fn kind(kind: &Kind, lang: Lang) -> Json {
    json!({
        "code": kind.code,
        "id": kind.id,
        "name": kind.name.get(lang),
        "listed_in": kind.listed_in,
        "scope": kind.scope,
        "charging": kind.charging,
        "sizes": kind.sizes,
        "ticket": kind.ticket,
        "rules": kind.rules,
        "notes": kind.notes.iter().map(|note| note.get(lang)).collect::<Vec<_>>(),
    })
}

/// All about all kinds of components.
pub fn catalogue(lang: Lang) -> Json {
    catalogue::KINDS.iter().map(|it| kind(it, lang)).collect()
}

/// A rate card with the arithmetic of every weight.
pub fn rate_card(card: &RateCard) -> Json {
    json!({
        "id": card.id(),
        "hash": card.hash,
        "header": card.header,
        "entries": card.entries().collect::<Vec<_>>(),
    })
}

/// What a customer has and had, and when.
pub fn components(account: &Account, timeline: &Timeline) -> Json {
    let written = |it: DateTime<Utc>| format_instant(it);
    let intervals: Vec<Json> = timeline
        .intervals
        .iter()
        .map(|it| {
            json!({
                "deployment": it.slot.deployment,
                "environment": it.slot.environment,
                "component": it.slot.component,
                "name": it.slot.name,
                "size": it.size,
                "from": written(it.from),
                "until": it.until.map(written),
                "ticket": it.ticket,
                "events": it.events,
            })
        })
        .collect();
    json!({
        "document": "components",
        "customer": account.id,
        "time_zone": account.contract.time_zone,
        "components": intervals,
    })
}

/// What a list shows of a customer.
pub fn customer_in_brief(account: &Account) -> Json {
    json!({
        "id": account.id,
        "name": account.legal.name,
        "effective_from": account.effective_from,
        "language": account.contract.language,
    })
}

/// A reconciliation as it is kept.
pub fn reconciliation(kept: &KeptReconciliation) -> Json {
    let mut shown = json!(kept.reconciliation);
    if let (Some(fields), true) = (shown.as_object_mut(), kept.is_closed) {
        fields.insert("closed_because".to_owned(), json!(kept.reason));
    }
    shown
}

/// What a run of a month made.
pub fn billing_run(run: &Run, (period, is_dry): (Period, bool), lang: Lang) -> Json {
    let lines: Vec<Json> = run.lines.iter().map(|line| run_line(line, lang)).collect();
    json!({
        "document": "billing-run",
        "run": if is_dry { None } else { Some(&run.name) },
        "period": period,
        "dry_run": is_dry,
        "customers": lines,
    })
}

fn run_line(line: &RunLine, lang: Lang) -> Json {
    let mut value = json!({
        "customer": line.customer,
        "outcome": line.outcome,
        "total_usd": line.total,
        "before_usd": line.before,
        "findings": findings_json(&line.findings, lang),
        "skipped": line.skipped,
    });
    if let (Some(statement), Some(fields)) = (&line.statement, value.as_object_mut()) {
        fields.insert(String::from("statement"), json!(statement));
    }
    value
}

/// What an issue made, and why drafts stayed drafts; each face words a reason by what it can do.
pub fn issued(
    run: &str,
    (issued, refused): (&[Issued], &[NotIssued]),
    reason: impl Fn(&IssueRefusal) -> String,
) -> Json {
    let of_issued = |it: &Issued| json!({ "number": it.number, "customer": it.customer, "total_usd": it.total });
    let of_refused = |it: &NotIssued| {
        let (code, reason) = (it.reason.code(), reason(&it.reason));
        json!({ "customer": it.customer, "code": code, "reason": reason })
    };
    json!({
        "document": "issue",
        "run": run,
        "issued": issued.iter().map(of_issued).collect::<Vec<_>>(),
        "refused": refused.iter().map(of_refused).collect::<Vec<_>>(),
    })
}

/// What a list shows of a rate card.
pub fn rate_card_in_brief(card: &RateCard) -> Json {
    json!({
        "id": card.id(),
        "card": card.header.card,
        "effective_from": card.effective_from,
        "effective_until": card.header.effective_until,
        "hash": card.hash,
        "mru_price_usd": card.mru_price,
        "entries": card.entries().count(),
    })
}

/// A request of a change, and what was decided on it.
pub fn change_request(request: &ChangeRequest, decision: Option<&Signed<Approval>>) -> Json {
    let decided = decision.map(|it| &it.statement);
    let state = match (decided.map(|it| it.decided), request.outcome) {
        (Some(Decided::Approved), _) => "approved",
        (Some(Decided::Rejected), _) => "rejected",
        (None, Outcome::None | Outcome::Notify) => "free",
        (None, Outcome::Approval) => "waiting",
        (None, Outcome::Blocked) => "blocked",
    };
    json!({
        "document": "change",
        "id": request.id,
        "state": state,
        "outcome": request.outcome,
        "customer": request.bound.customer,
        "deployment": request.bound.deployment,
        "environments": request.bound.environments,
        "ticket": request.ticket,
        "title": request.title,
        "requested_by": request.requested_by,
        "starts_on": request.starts_on,
        "before_usd": request.before_usd,
        "after_usd": request.after_usd,
        "month": request.month,
        "month_more_usd": request.month_more_usd,
        "rate_card": request.bound.rate_card,
        "change_hash": request.bound.change_hash,
        "statement_hash": request.statement_hash,
        "language": request.language,
        "decision": decided.map(|it| json!({
            "id": it.id,
            "decided": it.decided,
            "approver": it.approver,
            "decided_at": it.decided_at,
            "expires_at": it.expires_at,
            "reason": it.reason,
        })),
    })
}

/// A link to a change; its path for who made it alone.
pub fn approval_link(link: &ApprovalLink, path: Option<&str>) -> Json {
    json!({
        "document": "approval-link",
        "link": link.id,
        "change": link.change,
        "approver": link.approver,
        "last_day": link.last_day,
        "path": path,
    })
}

/// Links to a change as they stand.
pub fn approval_links(links: &[StoredApprovalLink]) -> Json {
    let shown = |it: &StoredApprovalLink| {
        json!({
            "document": "approval-link",
            "link": it.link.id,
            "change": it.link.change,
            "approver": it.link.approver,
            "last_day": it.link.last_day,
            "made_at": it.made_at,
            "ended_at": it.ended_at,
            "openings": it.openings,
        })
    };
    json!({ "document": "approval-links", "items": links.iter().map(shown).collect::<Vec<Json>>() })
}

/// A signed statement.
pub fn signed<T: Statement>(signed: &Signed<T>) -> Json {
    // INVARIANT (texts, numbers and dates): nothing here can fail to serialise.
    serde_json::to_value(signed).unwrap_or_default()
}

/// What the gate answers.
pub fn verdict(verdict: &Verdict, lang: Lang) -> Json {
    match verdict {
        Verdict::Allowed(receipt) => {
            json!({ "document": "verdict", "allowed": true, "receipt": signed(receipt) })
        }
        Verdict::Denied(denial) => json!({
            "document": "verdict",
            "allowed": false,
            "code": denial.code(),
            "reason": verdicts::denied(denial).get(lang),
        }),
    }
}
