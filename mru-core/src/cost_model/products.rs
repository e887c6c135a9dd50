//! Which product of AWS's price lists each price of a cost model is, read from a file.

use rust_decimal::Decimal;

use crate::{
    finding::{Finding, Findings},
    reading::{self, Format, Record, record},
    text::text,
};

record! {
    /// An attribute that a product must have.
    pub struct With ["an attribute", "un atributo", "M8"] {
        required {
            /// Name of the attribute as AWS writes it, or `productFamily`.
            attribute: String,
            /// Its value; `{size}` stands for the size.
            value: String,
        }
        optional {}
    }
}

record! {
    /// One product, as the cost model names it and as AWS lists it.
    pub struct Product ["a product", "un producto", "M8"] {
        required {
            /// AWS service code.
            service: String,
            /// Usage type as the cost model writes it, with `{size}` and remark.
            usage_type: String,
            /// Unit that the cost model counts: `Hrs`, `1M requests`.
            unit: String,
        }
        optional {
            /// Unit that AWS writes, when it is another one: `Requests`.
            aws_unit: String,
            /// Attributes that tell it from other products of its usage type.
            with: Vec<With>,
            /// First unit of the tier; needed when the product has tiers.
            from: Option<Decimal>,
            /// Whether the product belongs to no region.
            everywhere: bool,
        }
    }
}

record! {
    /// The products of a region.
    pub struct Products ["the list of products", "la lista de productos", "M8"] {
        required {
            /// The region: `us-east-1`.
            region: String,
            /// The products.
            products: Vec<Product>,
        }
        optional {}
    }
}

impl Product {
    /// The unit that AWS writes.
    pub fn unit_of_aws(&self) -> &str {
        if self.aws_unit.is_empty() { &self.unit } else { &self.aws_unit }
    }
}

impl Products {
    /// Reads a list of products from TOML.
    ///
    /// # Errors
    ///
    /// M8 for each missing value and each product that is listed twice, F1–F5 for the form of the
    /// file.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::cost_model::Products;
    ///
    /// let products = Products::read(r#"
    ///     region = "us-east-1"
    ///     [[products]]
    ///     service = "AWSELB"
    ///     usage_type = "LoadBalancerUsage"
    ///     unit = "Hrs"
    ///     with = [{ attribute = "operation", value = "LoadBalancing:Application" }]
    /// "#).unwrap();
    /// assert_eq!(products.products[0].unit_of_aws(), "Hrs");
    /// ```
    pub fn read(text: &str) -> Result<Products, Vec<Finding>> {
        let (products, mut reading) = reading::read_text::<Products>(text, Format::Toml);
        if let Some(products) = &products {
            products.check(&mut reading.findings);
        }
        match products {
            Some(products) if !reading.findings.has_errors() => Ok(products),
            _ => Err(reading.findings.located(&reading.positions)),
        }
    }

    fn check(&self, findings: &mut Findings) {
        findings.require("M8", "products", &Products::WHAT.into(), &self.required());
        for (index, product) in self.products.iter().enumerate() {
            let path = format!("products[{index}]");
            findings.require("M8", &path, &Product::WHAT.into(), &product.required());
            for (at, with) in product.with.iter().enumerate() {
                let path = format!("{path}.with[{at}]");
                findings.require("M8", &path, &With::WHAT.into(), &with.required());
            }
            let names =
                |it: &Product| it.service == product.service && it.usage_type == product.usage_type;
            if let Some(earlier) = self.products.iter().take(index).position(names) {
                let (service, usage_type) = (&product.service, &product.usage_type);
                findings.error(
                    "M8",
                    &path,
                    text!(
                        "{service} `{usage_type}` is listed twice, also by products[{earlier}]",
                        "{service} `{usage_type}` está dos veces, también en products[{earlier}]"
                    ),
                );
            }
        }
    }
}
