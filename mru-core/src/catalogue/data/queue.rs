//! C37: a message queue (SQS).

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Stated, Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::{choice, record, refuse_choice},
    text::{text, words},
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C37",
    id: "queue",
    name: words!("message queue (SQS)", "cola de mensajes (SQS)"),
    listed_in: "environments[].queues",
    scope: Scope::Environment,
    charging: Charging::Sized,
    sizes: "standard, fifo",
    ticket: &["name", "type(standard|fifo)"],
    unit: Unit::PIECE,
    naming: Naming::Unique,
    service: Service::MESSAGING,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R21", "R59"]),
    counted: Counted::Single,
    size_rule: SizeRule::By(judge_type),
    rules: &["R21", "R59", "V25", "V67", "V68"],
    notes: &[words!(
        "A standard queue delivers at least once, so a message may come twice (V68).",
        "Una cola estándar entrega al menos una vez, por lo que un mensaje puede llegar dos veces (V68)."
    )],
};

choice! {
    /// Type of a queue.
    pub enum QueueType {
        /// At least once, in no order; `traditional` in older documents.
        Standard = "standard" | "traditional" | "tradicional" | "estándar",
        /// Once, in order.
        Fifo = "fifo" | "FIFO",
    }
}

record! {
    /// A message queue.
    pub struct Queue ["a queue", "una cola", "V67"] {
        required {
            /// Name; that of a FIFO queue ends in `.fifo`.
            name: String,
            /// `standard` or `fifo`.
            queue_type["type"]: Option<QueueType>,
        }
        optional {
            /// Whether its consumers rely on every message coming once only.
            exactly_once: bool,
        }
    }
}

impl Component for Queue {
    identify!(&KIND, self => &self.name);

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        let (name, path) = (&self.name, site.at("name"));
        let stem = name.strip_suffix(".fifo").unwrap_or(name);
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if !name.is_empty() && (name.len() > 80 || stem.is_empty() || !stem.chars().all(letters)) {
            findings
                .error(
                    "V67",
                    &path,
                    text!(
                        "`{name}` is not a name that SQS accepts",
                        "`{name}` no es un nombre que SQS acepte"
                    ),
                )
                .help(text!(
                    "at most 80 characters: letters, digits, hyphens and underscores",
                    "a lo más 80 caracteres: letras, dígitos, guiones y guiones bajos"
                ));
        }
        let ends_in_fifo = name.ends_with(".fifo");
        if self.queue_type == Some(QueueType::Fifo) && !ends_in_fifo && !name.is_empty() {
            findings
                .error(
                    "V67",
                    &path,
                    text!(
                        "the name of FIFO queue `{name}` must end in `.fifo`",
                        "el nombre de la cola FIFO `{name}` debe terminar en `.fifo`"
                    ),
                )
                .help(text!("use `{name}.fifo`", "use `{name}.fifo`"));
        }
        if self.queue_type == Some(QueueType::Standard) && ends_in_fifo {
            findings
                .error(
                    "V67",
                    &path,
                    text!(
                        "only a FIFO queue may end in `.fifo`, and `{name}` is a standard one",
                        "solo una cola FIFO puede terminar en `.fifo`, y `{name}` es estándar"
                    ),
                )
                .help(text!("use `{stem}`, or type `fifo`", "use `{stem}`, o el tipo `fifo`"));
        }
        if self.exactly_once && self.queue_type == Some(QueueType::Standard) {
            findings
                .warn(
                    "V68",
                    &site.at("exactly_once"),
                    text!(
                        "a standard queue may deliver a message twice",
                        "una cola estándar puede entregar un mensaje dos veces"
                    ),
                )
                .help(text!(
                    "use type `fifo`, or make the consumer ignore repeats",
                    "use el tipo `fifo`, o haga que el consumidor ignore repeticiones"
                ));
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        let Some(queue_type) = self.queue_type else { return };
        materials.row(&KIND, &self.name).size(queue_type.as_str()).charged();
    }
}

/// Judges name and type of a queue that an event states (V67).
fn judge_type(stated: &Stated<'_>, findings: &mut Findings) {
    let queue_type = match stated.size {
        "standard" => Some(QueueType::Standard),
        "fifo" => Some(QueueType::Fifo),
        other => {
            let path = stated.site.at("type");
            refuse_choice(other, &path, "V67", QueueType::WRITTEN, findings);
            None
        }
    };
    let name = stated.name.to_owned();
    Queue { name, queue_type, ..Queue::default() }.check(stated.site, findings);
}
