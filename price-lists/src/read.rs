//! Reading a price list as a stream: only what is asked for stays in memory.

use std::{collections::BTreeSet, io::Read};

use mru_core::{Finding, Position, cost_model::Need, text::Text};
use serde::de::DeserializeSeed as _;

use crate::{
    finding::{shown, unreadable},
    listed::Lists,
    stream::{Found, WholeFile, take},
};

/// The most prices that are kept of all files; a model needs hundreds.
const MAX_PRICES: usize = 100_000;

/// Files of price lists being read.
#[derive(Clone, Debug, Default)]
pub struct PriceFiles {
    /// AWS's usage types that are asked for.
    wanted: BTreeSet<String>,
    /// What was read so far.
    pub lists: Lists,
}

impl PriceFiles {
    /// Begins with nothing, asking for the usage types of some needs.
    pub fn wanting(needs: &[Need]) -> PriceFiles {
        let wanted = needs.iter().map(|need| need.aws_usage_type().to_owned()).collect();
        PriceFiles { wanted, lists: Lists::default() }
    }

    /// Reads one file: an offer file of the bulk API, or an answer of `GetProducts`. Nothing of it
    /// is kept when something is wrong with it.
    ///
    /// # Errors
    ///
    /// M10 with the place, for a file that is neither, ends too early, is one page of a longer
    /// answer, or whose prices stand before its products.
    pub fn read(&mut self, name: &str, file: impl Read) -> Result<(), Finding> {
        let mut json = serde_json::Deserializer::from_reader(file);
        let found = WholeFile(&self.wanted)
            .deserialize(&mut json)
            .and_then(|found| json.end().map(|()| found))
            .map_err(|error| not_a_list(name, &error))?;
        if !found.is_price_list {
            return Err(neither(name));
        }
        if found.has_more {
            return Err(one_page(name));
        }
        self.keep(name, found)
    }

    /// Reads the elements of one page of an answer of `GetProducts`, as a client of AWS hands them
    /// out. `name` is what was asked, for messages.
    ///
    /// # Errors
    ///
    /// M10 when one of them is no product.
    pub fn page(&mut self, name: &str, elements: &[String]) -> Result<(), Finding> {
        let mut found = Found::default();
        for element in elements {
            let product =
                serde_json::from_str(element).map_err(|error| not_a_list(name, &error))?;
            take(product, &self.wanted, &mut found);
        }
        self.keep(name, found)
    }

    fn keep(&mut self, name: &str, found: Found) -> Result<(), Finding> {
        for (service, usage_type) in found.usage_types {
            self.lists.usage_types.entry(service).or_default().insert(usage_type);
        }
        self.lists.prices.extend(found.prices);
        self.lists.settle();
        if self.lists.prices.len() > MAX_PRICES {
            return Err(too_many(name));
        }
        Ok(())
    }
}

fn not_a_list(name: &str, error: &serde_json::Error) -> Finding {
    let at = Position { line: error.line(), column: error.column() };
    let (name, error) = (shown(name), shown(&error.to_string()));
    let message = Text::new(
        format!("`{name}` is not a whole price list of AWS: {error}"),
        format!("`{name}` no es una lista de precios de AWS completa: {error}"),
    );
    unreadable((at.line > 0).then_some(at), message)
}

fn neither(name: &str) -> Finding {
    let name = shown(name);
    unreadable(
        None,
        Text::new(
            format!("`{name}` holds neither the products of an offer nor a `PriceList`"),
            format!("`{name}` no contiene ni los productos de una oferta ni una `PriceList`"),
        ),
    )
}

fn one_page(name: &str) -> Finding {
    let name = shown(name);
    unreadable(
        None,
        Text::new(
            format!("`{name}` is one page of a longer answer: it ends with a `NextToken`"),
            format!(
                "`{name}` es una página de una respuesta más larga: termina con un `NextToken`"
            ),
        ),
    )
}

fn too_many(name: &str) -> Finding {
    let name = shown(name);
    unreadable(
        None,
        Text::new(
            format!(
                "with `{name}` there are more than {MAX_PRICES} prices of the usage types that the model names"
            ),
            format!(
                "con `{name}` hay más de {MAX_PRICES} precios de los tipos de uso que nombra el modelo"
            ),
        ),
    )
}
