//! What FOCUS wants to be said beside the data: who made it, by which version, and what its columns are.

use chrono::{DateTime, Utc};
use mru_core::calendar::format_instant;
use serde_json::{Map, Value as Json, json};

use super::{FocusVersion, columns, detail, period};

/// A dataset of FOCUS that is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FocusDataset {
    /// One row a charge.
    CostAndUsage,
    /// One row a line of a document.
    InvoiceDetail,
    /// One row a month of an issuer.
    BillingPeriod,
}

/// A schema of ours: its id, and when it was made. An export with other columns has another one; a test
/// holds the columns of each.
struct Schema {
    version: FocusVersion,
    dataset: FocusDataset,
    id: &'static str,
    created: &'static str,
}

/// The schemas of today.
const SCHEMAS: [Schema; 4] = [
    Schema {
        version: FocusVersion::V1_2,
        dataset: FocusDataset::CostAndUsage,
        id: "6d0f9f1c-52a1-4c0c-9b0e-0d6a3f1d1201",
        created: "2026-11-26T00:00:00Z",
    },
    Schema {
        version: FocusVersion::V1_4,
        dataset: FocusDataset::CostAndUsage,
        id: "6d0f9f1c-52a1-4c0c-9b0e-0d6a3f1d1401",
        created: "2026-11-26T00:00:00Z",
    },
    Schema {
        version: FocusVersion::V1_4,
        dataset: FocusDataset::InvoiceDetail,
        id: "6d0f9f1c-52a1-4c0c-9b0e-0d6a3f1d1402",
        created: "2026-11-26T00:00:00Z",
    },
    Schema {
        version: FocusVersion::V1_4,
        dataset: FocusDataset::BillingPeriod,
        id: "6d0f9f1c-52a1-4c0c-9b0e-0d6a3f1d1403",
        created: "2026-11-26T00:00:00Z",
    },
];

/// How names of columns end that are decimals.
const DECIMALS: [&str; 3] = ["Cost", "Quantity", "Price"];
/// How names of columns end that are instants.
const INSTANTS: [&str; 5] = ["Start", "End", "Created", "LastUpdated", "InvoiceIssueDate"];
/// Columns that are objects.
const OBJECTS: [&str; 3] = ["InvoiceDetailGrain", "SkuPriceDetails", "Tags"];
/// Digits that an amount of ours has at most, and how many of them stand after the point.
const DIGITS: (u8, u8) = (29, 28);
/// What stands before each of our own tags.
const TAG_PREFIX: &str = "modyo/";

impl FocusVersion {
    const fn name(self) -> &'static str {
        match self {
            FocusVersion::V1_2 => "1.2",
            FocusVersion::V1_4 => "1.4",
        }
    }
}

impl FocusDataset {
    const ALL: [FocusDataset; 3] =
        [FocusDataset::CostAndUsage, FocusDataset::InvoiceDetail, FocusDataset::BillingPeriod];

    /// Id of the dataset in FOCUS, id of ours, and what people call it.
    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            FocusDataset::CostAndUsage => {
                ("CostAndUsage", "9a0d8a52-6a4f-4d55-8f5e-1b1f8d3a0001", "Invoices, a row a charge")
            }
            FocusDataset::InvoiceDetail => {
                ("InvoiceDetail", "9a0d8a52-6a4f-4d55-8f5e-1b1f8d3a0002", "Invoices, a row a line")
            }
            FocusDataset::BillingPeriod => {
                ("BillingPeriod", "9a0d8a52-6a4f-4d55-8f5e-1b1f8d3a0003", "Billing periods")
            }
        }
    }

    fn columns(self, version: FocusVersion) -> Vec<&'static str> {
        match self {
            FocusDataset::CostAndUsage => columns(version).iter().map(|(name, _)| *name).collect(),
            FocusDataset::InvoiceDetail => detail::column_names(),
            FocusDataset::BillingPeriod => period::column_names(),
        }
    }
}

/// The metadata of exports in a version of FOCUS, as JSON: the data generator, the schema of each dataset
/// with its columns, and of 1.4 the datasets and when each was last updated.
///
/// `generator` is the name of who issues the documents, `written` when the export was written: it is whole
/// at that instant.
pub fn metadata(version: FocusVersion, generator: &str, written: DateTime<Utc>) -> Json {
    let mut whole = Map::new();
    whole.insert(String::from("DataGenerator"), generator_json(version, generator));
    let schemas: Vec<&Schema> = SCHEMAS.iter().filter(|it| it.version == version).collect();
    if version == FocusVersion::V1_4 {
        let instance = |it: &FocusDataset| {
            let (focus, id, name) = it.names();
            json!({ "DatasetInstanceId": id, "DatasetInstanceName": name, "FocusDatasetId": focus })
        };
        let recency = |it: &FocusDataset| {
            json!({
                "DatasetInstanceId": it.names().1,
                "DatasetInstanceComplete": true,
                "DatasetInstanceLastUpdated": format_instant(written),
                "RecencyLastUpdated": format_instant(written),
            })
        };
        let all = FocusDataset::ALL;
        whole.insert(String::from("DatasetInstance"), all.iter().map(instance).collect());
        whole.insert(String::from("Recency"), all.iter().map(recency).collect());
    }
    whole.insert(String::from("Schema"), schemas.into_iter().map(schema).collect());
    Json::Object(whole)
}

/// Who made the data: in 1.4 an object, before that its name.
fn generator_json(version: FocusVersion, generator: &str) -> Json {
    match version {
        FocusVersion::V1_2 => json!(generator),
        FocusVersion::V1_4 => json!({ "DataGenerator": generator }),
    }
}

fn schema(it: &Schema) -> Json {
    let mut whole = Map::new();
    whole.insert(String::from("SchemaId"), json!(it.id));
    whole.insert(String::from("FocusVersion"), json!(it.version.name()));
    whole.insert(String::from("CreationDate"), json!(it.created));
    whole.insert(String::from("DataGeneratorVersion"), json!(env!("CARGO_PKG_VERSION")));
    if it.version == FocusVersion::V1_4 {
        whole.insert(String::from("DatasetInstanceId"), json!(it.dataset.names().1));
    }
    let columns = it.dataset.columns(it.version);
    let columns: Json = columns.into_iter().map(column).collect();
    whole.insert(String::from("ColumnDefinition"), columns);
    Json::Object(whole)
}

fn column(name: &str) -> Json {
    let kind = data_type(name);
    let mut whole = Map::new();
    whole.insert(String::from("ColumnName"), json!(name));
    whole.insert(String::from("DataType"), json!(kind));
    match kind {
        "Decimal" => {
            whole.insert(String::from("NumericPrecision"), json!(DIGITS.0));
            whole.insert(String::from("NumberScale"), json!(DIGITS.1));
        }
        "String" | "JSON" => {
            whole.insert(String::from("StringEncoding"), json!("UTF-8"));
        }
        _ => {}
    }
    if name == "Tags" {
        whole.insert(String::from("ProviderTagPrefixes"), json!([TAG_PREFIX]));
    }
    Json::Object(whole)
}

/// The type of a column in the words of FOCUS; of our own columns, a day and a number of a line too.
fn data_type(name: &str) -> &'static str {
    let ends = |all: &[&str]| all.iter().any(|end| name.ends_with(end));
    match name {
        "x_IssueDate" | "x_DueDate" => "Date",
        "x_InvoiceLine" | "x_CorrectedInvoiceLine" => "Integer",
        "PaymentDueDate" => "Date/Time",
        _ if OBJECTS.contains(&name) => "JSON",
        _ if ends(&DECIMALS) => "Decimal",
        _ if ends(&INSTANTS) => "Date/Time",
        _ => "String",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(version: FocusVersion) -> Json {
        metadata(version, "Modyo S.p.A.", "2026-11-02T03:00:00Z".parse().unwrap())
    }

    #[test]
    fn each_schema_has_the_columns_that_are_exported() {
        let counts = |version| -> Vec<(String, usize)> {
            let whole = of(version);
            let schemas = whole["Schema"].as_array().unwrap().clone();
            let count = |it: &Json| it["ColumnDefinition"].as_array().unwrap().len();
            schemas
                .iter()
                .map(|it| (it["SchemaId"].as_str().unwrap()[32..].into(), count(it)))
                .collect()
        };
        // Whoever changes these columns gives the schema a new id and day.
        let of = |id: &str, count: usize| (id.to_owned(), count);
        assert_eq!(counts(FocusVersion::V1_2), [of("1201", 54)]);
        let all = [of("1401", 55), of("1402", 25), of("1403", 6)];
        assert_eq!(counts(FocusVersion::V1_4), all);
    }

    #[test]
    fn what_focus_wants_is_there_and_no_more_than_its_version_knows() {
        let [old, new] = [FocusVersion::V1_2, FocusVersion::V1_4].map(of);
        assert_eq!(old["DataGenerator"], "Modyo S.p.A.");
        assert!(old.get("DatasetInstance").is_none() && old.get("Recency").is_none());
        assert_eq!(new["DataGenerator"]["DataGenerator"], "Modyo S.p.A.");
        for (at, schema) in new["Schema"].as_array().unwrap().iter().enumerate() {
            let id = &schema["DatasetInstanceId"];
            assert_eq!(id, &new["DatasetInstance"][at]["DatasetInstanceId"]);
            assert_eq!(id, &new["Recency"][at]["DatasetInstanceId"]);
            assert_eq!(schema["FocusVersion"], "1.4");
        }
        assert_eq!(new["Recency"][0]["DatasetInstanceLastUpdated"], "2026-11-02T03:00:00Z");
        let columns = old["Schema"][0]["ColumnDefinition"].as_array().unwrap();
        let of = |name: &str| columns.iter().find(|it| it["ColumnName"] == name).unwrap();
        assert_eq!(of("BilledCost")["DataType"], "Decimal");
        assert_eq!(of("ChargePeriodEnd")["DataType"], "Date/Time");
        assert_eq!(of("Tags")["ProviderTagPrefixes"], json!(["modyo/"]));
        assert_eq!(of("InvoiceId")["StringEncoding"], "UTF-8");
        assert!(columns.iter().all(|it| it["DataType"].is_string()));
    }
}
