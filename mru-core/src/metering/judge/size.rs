//! The size that an event states, judged by its kind.

use super::amount::rename;
use crate::{
    finding::Findings,
    kind::{Kind, Site, SizeRule, Stated},
    metering::Size,
    text::{Lang, listed, nearest, shortened, text},
};

/// Judges the size and the role.
pub(super) fn judge(
    kind: &'static Kind,
    name: &str,
    size: &Size,
    site: &Site<'_>,
    findings: &mut Findings,
) {
    let stated = Stated { name, size: &size.size, role: size.role, site };
    match kind.size_rule {
        SizeRule::None => stated.refuse_size(kind, findings),
        SizeRule::Name(judge) => {
            stated.refuse_size(kind, findings);
            rename(site, findings, |own| judge(&stated, own));
        }
        SizeRule::OneOf(sizes) if !sizes.contains(&stated.size) => {
            one_of(kind, &stated, sizes, findings);
        }
        // That the rate card has it is judged last.
        SizeRule::OneOf(_) | SizeRule::OfRateCard => {}
        SizeRule::By(judge) | SizeRule::Aliased { judge, .. } => {
            rename(site, findings, |own| judge(&stated, own))
        }
    }
}

fn one_of(kind: &Kind, stated: &Stated<'_>, sizes: &[&str], findings: &mut Findings) {
    let (id, shown) = (kind.id, shortened(stated.size));
    let (en, es) = (listed(sizes, Lang::En), listed(sizes, Lang::Es));
    findings
        .error(
            "U14",
            &stated.site.at("size"),
            text!(
                "a component of kind `{id}` has no size `{shown}`",
                "un componente de tipo `{id}` no tiene el tamaño `{shown}`"
            ),
        )
        .help(match nearest(stated.size, sizes.iter().copied()) {
            Some(near) => text!("did you mean `{near}`?", "¿quiso decir `{near}`?"),
            None => text!("its sizes are {en}", "sus tamaños son {es}"),
        });
}
