//! Which key of a row's tags is the one that was asked for.

/// How AWS writes a tag that a user made, before its name.
const PREFIXES: [&str; 2] = ["user_", "user:"];

/// A tag that was asked for: `Environment` of a user is `user_environment` in CUR 2.0,
/// `user:Environment` in legacy CUR and in FOCUS.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    asked: String,
    plain: String,
}

impl Tag {
    pub(crate) fn new(asked: &str) -> Tag {
        Tag { asked: asked.to_owned(), plain: plain(asked) }
    }

    /// The key as the user wrote it.
    pub(crate) fn asked(&self) -> &str {
        &self.asked
    }

    /// The keys that AWS may give it, those that fit best first: for who cannot look at every key.
    pub(crate) fn likely_keys(&self) -> Vec<String> {
        let mut all = vec![self.asked.clone()];
        all.extend(PREFIXES.iter().map(|prefix| format!("{prefix}{}", self.asked)));
        all.extend(PREFIXES.iter().map(|prefix| format!("{prefix}{}", self.plain)));
        all.push(self.plain.clone());
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|key| seen.insert(key.clone()));
        all
    }

    /// How well a key fits, the smaller the better; nothing when it is another tag.
    pub(crate) fn fits(&self, key: &str) -> Option<u8> {
        if key == self.asked {
            return Some(0);
        }
        let own = PREFIXES.iter().find_map(|prefix| key.strip_prefix(prefix));
        match own {
            Some(own) if own == self.asked => Some(1),
            _ if plain(key) == self.plain => Some(2),
            _ => None,
        }
    }
}

/// A key as CUR 2.0 writes it, without the prefix: `CostCenter` and `cost-center` are `cost_center`.
fn plain(key: &str) -> String {
    let own = PREFIXES.iter().find_map(|prefix| key.strip_prefix(prefix)).unwrap_or(key);
    snake(own)
}

/// A name in small letters with underscores, the way AWS makes names of CUR 2.0 from those of
/// legacy CUR: one before each capital, so that `ReservationARN` becomes `reservation_a_r_n`.
pub(crate) fn snake(name: &str) -> String {
    let mut made = String::with_capacity(name.len() + 8);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            if !made.is_empty() && !made.ends_with('_') {
                made.push('_');
            }
            made.push(letter.to_ascii_lowercase());
        } else if letter.is_alphanumeric() {
            made.push(letter);
        } else if !made.ends_with('_') {
            made.push('_');
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_under_the_names_that_aws_gives_it() {
        let tag = Tag::new("CostCenter");
        assert_eq!(tag.fits("CostCenter"), Some(0));
        assert_eq!(tag.fits("user:CostCenter"), Some(1));
        assert_eq!(tag.fits("user_cost_center"), Some(2));
        assert_eq!(tag.fits("cost-center"), Some(2));
        assert_eq!(tag.fits("aws_cost_center"), None);
        assert_eq!(tag.fits("CostCenters"), None);
    }

    #[test]
    fn names_of_legacy_cur_become_those_of_cur_2() {
        assert_eq!(snake("UsageAccountId"), "usage_account_id");
        assert_eq!(snake("ReservationARN"), "reservation_a_r_n");
        assert_eq!(snake("regionCode"), "region_code");
    }
}
