//! Where cost data is: on this machine, in S3, or with Cost Explorer, and with whose credentials.

use std::path::PathBuf;

use super::SourceRefusal;

/// With whose credentials AWS is asked, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Access {
    /// Profile of the shared files of AWS; AWS's variables decide when there is none.
    pub profile: Option<String>,
    /// Region; AWS's variables and profiles decide when there is none, then us-east-1.
    pub region: Option<String>,
    /// ARN of a role to assume.
    pub role: Option<String>,
    /// The id that whoever owns the role asks for.
    pub external_id: Option<String>,
}

/// Where cost data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CostSource {
    /// A file or folder on this machine.
    Local(PathBuf),
    /// A manifest in S3, or the folder of an export.
    S3 {
        /// The bucket.
        bucket: String,
        /// The key of the manifest, or of the folder, without a slash at its end.
        key: String,
        /// With whose credentials.
        access: Access,
    },
    /// A table of CUR in Amazon Athena.
    Athena {
        /// The table, and how it is asked.
        place: AthenaPlace,
        /// With whose credentials.
        access: Access,
    },
    /// Cost Explorer.
    CostExplorer {
        /// The accounts; all that the credentials may see when there are none.
        accounts: Vec<String>,
        /// With whose credentials.
        access: Access,
    },
}

/// A table in Amazon Athena, and how it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AthenaPlace {
    /// The database.
    pub database: String,
    /// The table.
    pub table: String,
    /// The work group.
    pub workgroup: String,
    /// Where Athena writes its answers, `s3://BUCKET/FOLDER/`; as the work group says when there is none.
    pub output: Option<String>,
    /// The catalogue; Glue's own when there is none.
    pub catalog: Option<String>,
}

impl AthenaPlace {
    /// Its address, without options.
    pub fn shown(&self) -> String {
        format!("{ATHENA}{}/{}", self.database, self.table)
    }
}

/// How addresses of Athena begin.
const ATHENA: &str = "athena://";
/// The work group of who names none.
const PRIMARY: &str = "primary";
/// How addresses of S3 begin.
const S3: &str = "s3://";
/// How addresses of the Invoicing API begin.
const INVOICING: &str = "invoicing:";
/// How addresses of Cost Explorer begin.
const COST_EXPLORER: &str = "cost-explorer:";

impl CostSource {
    /// Reads an address: `s3://BUCKET/KEY`, `cost-explorer:` or `cost-explorer:ACCOUNT,ACCOUNT`, or
    /// `athena://DATABASE/TABLE`, all with `?role=ARN&external-id=ID&profile=NAME&region=REGION` where
    /// needed, the last one also with `workgroup=NAME&output=s3://BUCKET/FOLDER/&catalog=NAME`; anything
    /// else that is no address is a path.
    ///
    /// # Errors
    ///
    /// [`SourceRefusal::CostAddressUnreadable`], with the part that cannot be read.
    pub fn read(address: &str) -> Result<CostSource, SourceRefusal> {
        let unreadable = |part: &str| SourceRefusal::CostAddressUnreadable {
            address: address.to_owned(),
            part: part.to_owned(),
        };
        if let Some(rest) = address.strip_prefix(S3) {
            let (place, access) = access(rest, &mut []).map_err(unreadable)?;
            let (bucket, key) = place.split_once('/').ok_or_else(|| unreadable(place))?;
            let key = key.trim_end_matches('/');
            if bucket.is_empty() || key.is_empty() || parts(key).is_none() {
                return Err(unreadable(place));
            }
            return Ok(CostSource::S3 { bucket: bucket.to_owned(), key: key.to_owned(), access });
        }
        if let Some(rest) = address.strip_prefix(ATHENA) {
            let (place, access) = athena(rest).map_err(unreadable)?;
            return Ok(CostSource::Athena { place, access });
        }
        if let Some(rest) = address.strip_prefix(COST_EXPLORER) {
            let (accounts, access) = accounts(rest).map_err(unreadable)?;
            return Ok(CostSource::CostExplorer { accounts, access });
        }
        // Other addresses are no paths either; a single letter is a drive.
        match address.split_once(":/") {
            Some((scheme, _)) if is_scheme(scheme) => Err(unreadable(scheme)),
            _ => Ok(CostSource::Local(PathBuf::from(address))),
        }
    }
}

/// Where AWS's invoices are: a file on this machine, or `invoicing:ACCOUNT,ACCOUNT` with the options of
/// [`CostSource::read`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvoiceSource {
    /// A file on this machine.
    Local(PathBuf),
    /// AWS's Invoicing API.
    Invoicing {
        /// The accounts that are invoiced, one at least.
        accounts: Vec<String>,
        /// With whose credentials.
        access: Access,
    },
}

impl InvoiceSource {
    /// Reads an address, or a path.
    ///
    /// # Errors
    ///
    /// [`SourceRefusal::CostAddressUnreadable`], with the part that cannot be read.
    pub fn read(address: &str) -> Result<InvoiceSource, SourceRefusal> {
        let unreadable = |part: &str| SourceRefusal::CostAddressUnreadable {
            address: address.to_owned(),
            part: part.to_owned(),
        };
        let Some(rest) = address.strip_prefix(INVOICING) else {
            return Ok(InvoiceSource::Local(PathBuf::from(address)));
        };
        let (accounts, access) = accounts(rest).map_err(unreadable)?;
        if accounts.is_empty() {
            return Err(unreadable(INVOICING));
        }
        Ok(InvoiceSource::Invoicing { accounts, access })
    }
}

/// Accounts of twelve digits, and with whose credentials; or the part that is none.
fn accounts(text: &str) -> Result<(Vec<String>, Access), &str> {
    let (list, access) = access(text, &mut [])?;
    let all = list.trim_start_matches('/').split(',').filter(|it| !it.is_empty());
    let wrong = |it: &&str| it.len() != 12 || !it.bytes().all(|it| it.is_ascii_digit());
    match all.clone().find(wrong) {
        Some(account) => Err(account),
        None => Ok((all.map(str::to_owned).collect(), access)),
    }
}

/// Whether a text is what addresses of the web begin with.
fn is_scheme(text: &str) -> bool {
    1 < text.len() && text.bytes().all(|it| it.is_ascii_alphanumeric())
}

/// The names of a key, where none leads elsewhere when they become folders.
pub(super) fn parts(key: &str) -> Option<Vec<&str>> {
    let all: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
    let plain = |part: &&str| !matches!(*part, "." | "..") && !part.contains(['\0', '\\']);
    (!all.is_empty() && all.iter().all(plain)).then_some(all)
}

/// A table of Athena, and with whose credentials; or the part that is none.
fn athena(text: &str) -> Result<(AthenaPlace, Access), &str> {
    let (mut workgroup, mut output, mut catalog) = (None, None, None);
    let more: &mut [Named<'_>] =
        &mut [("workgroup", &mut workgroup), ("output", &mut output), ("catalog", &mut catalog)];
    let (place, access) = access(text, more)?;
    let name = |it: &str| {
        let plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
        !it.is_empty() && it.bytes().all(plain)
    };
    let (database, table) =
        place.split_once('/').filter(|(a, b)| name(a) && name(b)).ok_or(place)?;
    let is_place = |it: &String| it.strip_prefix(S3).is_some_and(|it| !it.is_empty());
    if output.as_ref().is_some_and(|it| !is_place(it)) {
        return Err(text);
    }
    let place = AthenaPlace {
        database: database.to_owned(),
        table: table.to_owned(),
        workgroup: workgroup.unwrap_or_else(|| PRIMARY.to_owned()),
        output,
        catalog,
    };
    Ok((place, access))
}

/// An option by its name, and where its value goes.
type Named<'a> = (&'static str, &'a mut Option<String>);

/// What stands before the options, and the options, with those that only some addresses have; or the part
/// that is none.
fn access<'t>(text: &'t str, more: &mut [Named<'_>]) -> Result<(&'t str, Access), &'t str> {
    let Some((place, options)) = text.rsplit_once('?') else {
        return Ok((text, Access::default()));
    };
    let mut access = Access::default();
    for option in options.split('&') {
        let (name, value) = option.split_once('=').ok_or(option)?;
        let slot = match name {
            "profile" => &mut access.profile,
            "region" => &mut access.region,
            "role" => &mut access.role,
            "external-id" => &mut access.external_id,
            name => match more.iter_mut().find(|(known, _)| *known == name) {
                Some((_, slot)) => &mut **slot,
                None => return Err(option),
            },
        };
        if value.is_empty() || slot.is_some() {
            return Err(option);
        }
        *slot = Some(value.to_owned());
    }
    // An id that nobody asks for would go unnoticed.
    match (&access.external_id, &access.role) {
        (Some(_), None) => Err(options),
        _ => Ok((place, access)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_where_and_with_whose_credentials() {
        let role = Some("arn:aws:iam::111122223333:role/cost-reader".to_owned());
        let access = Access {
            profile: Some("billing".to_owned()),
            region: None,
            role: role.clone(),
            external_id: Some("modyo=1".to_owned()),
        };
        let options =
            "?role=arn:aws:iam::111122223333:role/cost-reader&external-id=modyo=1&profile=billing";
        let (bucket, key) = ("billing".to_owned(), "exports/modyo".to_owned());
        let cases = [
            ("exports/modyo".to_owned(), CostSource::Local(PathBuf::from("exports/modyo"))),
            ("./c:/modyo".to_owned(), CostSource::Local(PathBuf::from("./c:/modyo"))),
            (
                "s3://billing/exports/modyo/".to_owned(),
                CostSource::S3 {
                    bucket: bucket.clone(),
                    key: key.clone(),
                    access: Access::default(),
                },
            ),
            (
                format!("s3://billing/exports/modyo{options}"),
                CostSource::S3 { bucket, key, access: access.clone() },
            ),
            (
                format!("athena://billing/cur_2{options}&workgroup=costs&output=s3://out/mru/"),
                CostSource::Athena {
                    place: AthenaPlace {
                        database: "billing".to_owned(),
                        table: "cur_2".to_owned(),
                        workgroup: "costs".to_owned(),
                        output: Some("s3://out/mru/".to_owned()),
                        catalog: None,
                    },
                    access: access.clone(),
                },
            ),
            (
                "cost-explorer:".to_owned(),
                CostSource::CostExplorer { accounts: Vec::new(), access: Access::default() },
            ),
            (
                format!("cost-explorer://012345678901,100000000001{options}"),
                CostSource::CostExplorer {
                    accounts: vec!["012345678901".to_owned(), "100000000001".to_owned()],
                    access,
                },
            ),
        ];
        for (address, source) in cases {
            assert_eq!(CostSource::read(&address), Ok(source), "{address}");
        }
    }

    #[test]
    fn invoices_are_files_or_asked_for_by_account() {
        let read = |address: &str| InvoiceSource::read(address);
        let file = PathBuf::from("invoices.json");
        assert_eq!(read("invoices.json"), Ok(InvoiceSource::Local(file)));
        let accounts = vec!["111122223333".to_owned()];
        let access = Access { profile: Some("p".to_owned()), ..Access::default() };
        let asked = InvoiceSource::Invoicing { accounts, access };
        assert_eq!(read("invoicing:111122223333?profile=p"), Ok(asked));
        for wrong in ["invoicing:", "invoicing:1", "invoicing:111122223333?region"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_in_an_address_is_named() {
        for (address, wrong) in [
            ("s3://billing", "billing"),
            ("s3:///exports", "/exports"),
            ("s3://billing/", "billing/"),
            ("s3://billing/../etc", "billing/../etc"),
            ("s3://billing/exports?rôle=x", "rôle=x"),
            ("s3://billing/exports?role=", "role="),
            ("s3://billing/exports?role=a&role=b", "role=b"),
            ("s3://billing/exports?external-id=a", "external-id=a"),
            ("s3:/billing/exports", "s3"),
            ("athena:/billing/costs", "athena"),
            ("athena://billing", "billing"),
            ("athena://billing/costs/2026", "billing/costs/2026"),
            ("athena://billing/\"costs\"", "billing/\"costs\""),
            ("athena://billing/costs?output=out", "billing/costs?output=out"),
            ("athena://billing/costs?workgroup=a&workgroup=b", "workgroup=b"),
            ("s3://billing/exports?workgroup=a", "workgroup=a"),
            ("cost-explorer:123", "123"),
            ("cost-explorer:10000000000é", "10000000000é"),
        ] {
            let (address, part) = (address.to_owned(), wrong.to_owned());
            let refused = SourceRefusal::CostAddressUnreadable { address: address.clone(), part };
            assert_eq!(CostSource::read(&address), Err(refused));
        }
    }
}
