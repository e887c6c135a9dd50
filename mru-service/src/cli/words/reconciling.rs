//! Why a month cannot be reconciled.

use mru_core::{
    Lang,
    calendar::Period,
    costs::{Basis, CostAmount},
    text::{Text, number, usd},
};
use rust_decimal::Decimal;

use crate::reconciling::Refusal;

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::CardWithoutModel { card } => say!(
            "rate card {card} was published without its cost model or its prices; name both by `--model FILE --prices FILE`",
            "la tarifa {card} se publicó sin su modelo de costos o sin sus precios; indique ambos con `--model ARCHIVO --prices ARCHIVO`"
        ),
        Refusal::ModelWithoutHours => say!(
            "the cost model does not say how many hours a month has; state `hours_per_month` in it",
            "el modelo de costos no dice cuántas horas tiene un mes; indique `hours_per_month` en él"
        ),
        Refusal::CostsNotInUsd { currency } => say!(
            "the costs are in {currency}, and customers are billed in USD; export the cost data in USD",
            "los costos están en {currency} y a los clientes se les factura en USD; exporte los costos en USD"
        ),
        Refusal::InvoiceNotInUsd { invoice, currency } => say!(
            "AWS invoice {invoice} is in {currency}; give its amounts in USD, in which its cost data is",
            "la factura {invoice} de AWS está en {currency}; indique sus montos en USD, como sus costos"
        ),
        Refusal::InvoicesAreNotAmortised { basis } => invoices_are_not_amortised(*basis),
        Refusal::CostUnknown { basis, file, row } => cost_unknown(*basis, file, *row),
        Refusal::CostOfOtherMonth { period, file, row } => say!(
            "`{file}`, row {row}, is of the bill of {period}; name the month of the bill, or the files of the month",
            "`{file}`, fila {row}, es de la factura de {period}; indique el mes de la factura o los archivos del mes"
        ),
        Refusal::AccountHandedOver { account, file, row } => say!(
            "account {account} changes hands within usage that `{file}` lists from row {row} on; let it change hands on the first of a month in the allocation",
            "la cuenta {account} cambia de dueño dentro del uso que `{file}` lista desde la fila {row}; haga que cambie el primer día de un mes en la asignación"
        ),
        Refusal::NotReconciled { period } => say!(
            "{period} was never reconciled; run `mru reconcile {period} --costs SOURCE --allocation FILE`",
            "{period} nunca se concilió; ejecute `mru reconcile {period} --costs ORIGEN --allocation ARCHIVO`"
        ),
        Refusal::MonthIsClosed { period } => month_is_closed(*period),
        Refusal::MonthIsOpen { period } => say!(
            "{period} is not closed, and needs no adjustment; reconcile it again with its newer cost data",
            "{period} no está cerrado y no necesita ajustes; concílielo de nuevo con sus costos más nuevos"
        ),
        Refusal::NotBefore { period, month } => say!(
            "`--newer {period}=…`: adjustments are of months before {month}",
            "`--newer {period}=…`: los ajustes son de meses anteriores a {month}"
        ),
        Refusal::ClosedInOtherBasis { period, basis } => closed_in_other_basis(*period, *basis),
        Refusal::CostsNotFinal { period } => say!(
            "{period} cannot be closed: charges have no invoice of AWS yet and may change; reconcile it again when AWS has issued its invoices",
            "{period} no se puede cerrar: hay cobros sin factura de AWS que pueden cambiar; concílielo de nuevo cuando AWS haya emitido sus facturas"
        ),
        Refusal::TooEarlyToClose { period, from } => say!(
            "{period} can be closed from {from} on: AWS adds support and credits in the first days of a month",
            "{period} se puede cerrar desde el {from}: AWS agrega soporte y créditos en los primeros días del mes"
        ),
        Refusal::InvoicesApart { period, invoices } => invoices_apart(*period, invoices),
        Refusal::OutsideTolerance { period, left, tolerated_percent } => {
            outside_tolerance(*period, *left, *tolerated_percent)
        }
        Refusal::CostsTooLong => say!(
            "a sum of costs needs more than 38 digits; look for absurdly large amounts in the cost data and in the events",
            "una suma de costos necesita más de 38 dígitos; busque montos absurdamente grandes en los costos y en los eventos"
        ),
    }
}

fn invoices_are_not_amortised(basis: Basis) -> Text {
    let basis = basis.name();
    say!(
        "AWS's invoices say what was charged, and `--basis {basis}` spreads it over the months that it is for; choose `--basis unblended`, or leave out `--aws-invoices`",
        "las facturas de AWS dicen lo cobrado y `--basis {basis}` lo reparte entre los meses a los que corresponde; elija `--basis unblended` u omita `--aws-invoices`"
    )
}

fn cost_unknown(basis: Basis, file: &str, row: u64) -> Text {
    let (name, words) = (basis.name(), basis.words());
    let (en, es) = (words.en, words.es);
    say!(
        "`{file}`, row {row}: the {en} is not stated; export the column, or choose another basis than `--basis {name}`",
        "`{file}`, fila {row}: no indica el {es}; exporte la columna o elija otra base que `--basis {name}`"
    )
}

fn month_is_closed(period: Period) -> Text {
    let next = period.next();
    say!(
        "{period} is closed, and its reconciliation stays as it is; `--dry-run` shows what newer cost data says, and `mru reconcile {next} --newer {period}=SOURCE` takes it as adjustments of {next}",
        "{period} está cerrado y su conciliación queda como está; `--dry-run` muestra lo que dicen los costos más nuevos, y `mru reconcile {next} --newer {period}=ORIGEN` lo toma como ajustes de {next}"
    )
}

fn closed_in_other_basis(period: Period, basis: Basis) -> Text {
    let basis = basis.name();
    say!(
        "{period} was closed by `--basis {basis}`; adjust it in the same basis",
        "{period} se cerró con `--basis {basis}`; ajústelo en la misma base"
    )
}

fn invoices_apart(period: Period, invoices: &[String]) -> Text {
    let invoices = invoices.join(", ");
    say!(
        "invoices of AWS do not tie to the cost data of {period}: {invoices}; reconcile again with all rows and all invoices of the month, or close with `--reason TEXT`, which the report prints",
        "hay facturas de AWS que no cuadran con los costos de {period}: {invoices}; concilie de nuevo con todas las filas y facturas del mes, o cierre con `--reason TEXTO`, que el informe imprime"
    )
}

fn outside_tolerance(period: Period, left: CostAmount, tolerated_percent: Decimal) -> Text {
    let left = left.rounded(2);
    let money = |lang| left.decimal().map_or_else(|| left.to_string(), |it| usd(it, lang));
    let (en, es) = (money(Lang::En), money(Lang::Es));
    let percent = |lang| number(tolerated_percent, lang);
    let (tolerated, tolerado) = (percent(Lang::En), percent(Lang::Es));
    say!(
        "{period} is outside its tolerance: {en} is left to look at, and {tolerated} % of what AWS charged is tolerated; settle it, or close with `--reason TEXT`, which the report prints",
        "{period} está fuera de tolerancia: quedan {es} por revisar y se tolera {tolerado} % de lo que cobró AWS; resuélvalo o cierre con `--reason TEXTO`, que el informe imprime"
    )
}
