//! C05: micro frontends, which carry no MRUs themselves.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    materials::BillOfMaterials,
    reading::record,
    text::words,
};

/// Catalogue entry.
pub const KIND: Kind = Kind {
    code: "C05",
    id: "widget",
    name: words!("micro frontend (widget)", "micro frontend (widget)"),
    listed_in: "shared.widgets",
    scope: Scope::Shared,
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::Free,
    service: Service::DEVELOPMENT,
    includable: false,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R41"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R41", "R42", "R43"],
    notes: &[words!(
        "A widget kept in Connect needs a repository and a pipeline, which have weights (R43).",
        "Un widget guardado en Connect necesita un repositorio y un pipeline, que tienen peso (R43)."
    )],
};

record! {
    /// Micro frontends, counted by where they are made and kept.
    pub struct Widgets ["the widgets", "los widgets", "F6"] {
        required {}
        optional {
            /// Made in the Widget Builder.
            widget_builder: u32,
            /// Made with the CLI and kept in repositories of Connect.
            cli_hosted_in_connect: u32,
            /// Made with the CLI and kept elsewhere.
            cli_hosted_elsewhere: u32,
        }
    }
}

impl Component for Widgets {
    identify!(&KIND, self => "");

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        let kinds = [
            (
                self.widget_builder,
                "widget-builder",
                &["R41"],
                words!("made in the Widget Builder (R41)", "hechos en Widget Builder (R41)"),
            ),
            (
                self.cli_hosted_in_connect,
                "cli-hosted-in-connect",
                &["R43"],
                words!(
                    "its repository and pipeline carry the weight (R43)",
                    "su repositorio y su pipeline llevan el peso (R43)"
                ),
            ),
            (
                self.cli_hosted_elsewhere,
                "cli-hosted-elsewhere",
                &["R42"],
                words!("kept outside Connect (R42)", "guardados fuera de Connect (R42)"),
            ),
        ];
        for (count, name, rules, reason) in kinds {
            if count > 0 {
                materials.row(&KIND, name).quantity(count).rules(rules).free(reason);
            }
        }
    }
}
