//! C44 and C45: the web application firewall, on by default, and rules of the customer's own.

use crate::{
    catalogue::{
        ChargedBy, Charging, Component, Counted, Kind, Naming, Scope, Service, Site, SizeRule,
        Unit, identify,
    },
    finding::Findings,
    materials::BillOfMaterials,
    reading::record,
    text::{shortened, text, words},
};

/// Catalogue entry of the default rules.
pub const KIND: Kind = Kind {
    code: "C44",
    id: "waf",
    name: words!("application firewall (WAF)", "firewall aplicativo (WAF)"),
    listed_in: "environments[].waf",
    scope: Scope::Environment,
    charging: Charging::FreeByDefault,
    sizes: "",
    ticket: &[],
    unit: Unit::PIECE,
    naming: Naming::None,
    service: Service::FIREWALL,
    includable: true,
    weighed_as: "",
    charged_by: ChargedBy::always(&["R32", "R57"]),
    counted: Counted::NotMetered,
    size_rule: SizeRule::None,
    rules: &["R21", "R32", "R57", "V61"],
    notes: &[words!(
        "Filters the OWASP Top 10; cannot be turned off (V61).",
        "Filtra el OWASP Top 10; no se puede desactivar (V61)."
    )],
};

/// Catalogue entry of custom rules.
pub const CUSTOM_RULE: Kind = Kind {
    code: "C45",
    id: "waf-custom-rule",
    name: words!("custom WAF rule", "regla WAF propia"),
    listed_in: "environments[].waf.custom_rules",
    charging: Charging::Weighted,
    ticket: &["rule"],
    unit: Unit::RULE,
    naming: Naming::None,
    service: Service::FIREWALL,
    includable: false,
    charged_by: ChargedBy::always(&["R59"]),
    counted: Counted::Pieces,
    size_rule: SizeRule::None,
    rules: &["R59"],
    notes: &[],
    ..KIND
};

record! {
    /// The firewall: the word `default`, or custom rules besides the default ones.
    pub struct Waf ["the firewall", "el firewall", "F6"] {
        required {}
        optional {
            /// `default`; `off` is not offered.
            mode: String,
            /// Number of custom rules.
            custom_rules: u32,
        }
        from value "mode";
    }
}

impl Component for Waf {
    identify!(&KIND, self => "waf");

    fn check(&self, site: &Site<'_>, findings: &mut Findings) {
        let mode = shortened(&self.mode);
        match mode.to_lowercase().as_str() {
            "" | "default" => {}
            "off" | "disabled" | "none" => {
                findings
                    .warn(
                        "V61",
                        &site.path,
                        text!(
                            "the default firewall cannot be turned off; it stays active",
                            "el firewall por defecto no se puede desactivar; sigue activo"
                        ),
                    )
                    .help(text!("use `default`", "use `default`"));
            }
            _ => {
                findings
                    .error(
                        "F3",
                        &site.path,
                        text!(
                            "the firewall is `default`, not `{mode}`",
                            "el firewall es `default`, no `{mode}`"
                        ),
                    )
                    .help(text!(
                        "use `default`, or a table with `custom_rules`",
                        "use `default`, o una tabla con `custom_rules`"
                    ));
            }
        }
    }

    fn charge(&self, _site: &Site<'_>, materials: &mut BillOfMaterials) {
        if self.custom_rules > 0 {
            materials.row(&CUSTOM_RULE, "custom-rules").quantity(self.custom_rules).charged();
        }
    }
}
