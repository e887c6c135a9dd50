//! What the gate denies, and what was signed and proves nothing, in words that every face gives alike.

use mru_core::{
    Lang,
    text::{Text, usd},
};

use crate::changes::{Denial, signed::Unsigned};

/// Why the gate does not allow a change.
pub fn denied(denial: &Denial) -> Text {
    let (en, es) = match denial {
        Denial::ApprovalNeeded => (
            "the change needs an approval of the customer, and none was named",
            "el cambio necesita la aprobación del cliente, y no se indicó ninguna",
        ),
        Denial::BlockedByPolicy => {
            ("the policy blocks the change", "la política bloquea el cambio")
        }
        Denial::BaseChanged => (
            "what there is, is not what it was when the change was approved; check it again and ask for another approval",
            "lo que existe no es lo que existía al aprobar el cambio; revíselo de nuevo y pida otra aprobación",
        ),
        Denial::TargetChanged => (
            "what shall be created is not what was approved",
            "lo que se va a crear no es lo que se aprobó",
        ),
        Denial::RateCardChanged => (
            "another rate card prices the change than the one that was approved",
            "otra tarifa valoriza el cambio, no la que se aprobó",
        ),
        Denial::ContractChanged => (
            "the contract of the customer is another one than when the change was approved",
            "el contrato del cliente es otro que al aprobar el cambio",
        ),
        Denial::PolicyChanged => (
            "the policy is another one than when the change was approved",
            "la política es otra que al aprobar el cambio",
        ),
        Denial::PriceChanged => (
            "the change costs something else than what was approved",
            "el cambio cuesta otra cosa que lo aprobado",
        ),
        Denial::AmountExceeded => {
            ("a month would cost more than was approved", "el mes costaría más que lo aprobado")
        }
        Denial::MonthExceeded => (
            "the month in which the change begins would cost more than was approved",
            "el mes en que comienza el cambio costaría más que lo aprobado",
        ),
        Denial::EnvelopeExhausted { left } => {
            let left = |lang| usd(left.as_decimal(), lang);
            return Text::new(
                format!(
                    "the change adds more to a month than the {} that are left of the envelope",
                    left(Lang::En)
                ),
                format!(
                    "el cambio suma al mes más que los {} que quedan del sobre",
                    left(Lang::Es)
                ),
            );
        }
        other => named(other),
    };
    Text::new(en, es)
}

/// What is wrong with the approval or envelope that was named.
fn named(denial: &Denial) -> (&'static str, &'static str) {
    match denial {
        Denial::ApprovalUnknown => ("there is no such approval", "no existe esa aprobación"),
        Denial::ApprovalOfAnotherCustomer => {
            ("the approval is of another customer", "la aprobación es de otro cliente")
        }
        Denial::ApprovalOfAnotherDeployment => {
            ("the approval is of another deployment", "la aprobación es de otro despliegue")
        }
        Denial::ApprovalOfAnotherEnvironment => {
            ("the approval is of another environment", "la aprobación es de otro ambiente")
        }
        Denial::ApprovalOfAnotherChange => {
            ("the approval is of another change", "la aprobación es de otro cambio")
        }
        Denial::ApprovalIsRejection => ("the change was rejected", "el cambio fue rechazado"),
        Denial::ApprovalWasAltered => (
            "the approval is not what this service signed",
            "la aprobación no es lo que este servicio firmó",
        ),
        Denial::ApprovalExpired => ("the approval has expired", "la aprobación venció"),
        Denial::ApprovalUsed => ("the approval was used before", "la aprobación ya se usó"),
        Denial::EnvelopeUnknown => ("there is no such envelope", "no existe ese sobre"),
        Denial::EnvelopeOfAnotherCustomer => {
            ("the envelope is of another customer", "el sobre es de otro cliente")
        }
        Denial::EnvelopeOfAnotherEnvironment => (
            "the change is not in the environment of the envelope alone, or has lines without a price",
            "el cambio no está solo en el ambiente del sobre, o tiene líneas sin precio",
        ),
        Denial::EnvelopeWasAltered => (
            "the envelope is not what this service signed",
            "el sobre no es lo que este servicio firmó",
        ),
        Denial::EnvelopeExpired => {
            ("the last day of the envelope is over", "el último día del sobre ya pasó")
        }
        _ => ("it is not allowed", "no se permite"),
    }
}

/// Why a signed statement proves nothing.
pub fn unsigned(unsigned: Unsigned) -> Text {
    let (en, es) = match unsigned {
        Unsigned::NotAStatement => (
            "the file is no signed statement of this kind, whole and as the service writes it",
            "el archivo no es una declaración firmada de este tipo, completa y como la escribe el servicio",
        ),
        Unsigned::StatementOfAnotherStore => (
            "the statement is of another store than the key",
            "la declaración es de otro almacén que la clave",
        ),
        Unsigned::StatementOfAnotherKey => (
            "the statement is signed by a key to which the given one does not hand over",
            "la declaración está firmada con una clave a la que la indicada no traspasa",
        ),
        Unsigned::StatementWasAltered => (
            "the signature is not of what the statement says: it was altered",
            "la firma no es de lo que dice la declaración: fue alterada",
        ),
    };
    Text::new(en, es)
}
