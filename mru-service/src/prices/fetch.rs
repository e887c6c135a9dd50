//! Asks the Pricing API of AWS for the products of a cost model, page by page.

use std::collections::BTreeSet;

use aws_access::{Cause, config};
use aws_sdk_pricing::{
    Client,
    operation::get_products::{GetProductsError, GetProductsOutput},
    types::{Filter, FilterType},
};
use mru_core::Finding;

use super::{Asked, PriceFiles};
use crate::aws::AwsRefusal;

/// The Pricing API answers in few regions, and everywhere about all of them; this is one.
const ANSWERS_IN: &str = "us-east-1";
/// The most products of a page, as AWS allows.
const PAGE: i32 = 100;
/// The most pages of one request: no usage type has as many products.
const MOST_PAGES: usize = 100;
/// The permission that each request needs.
const PERMISSION: &str = "pricing:GetProducts";

/// Why prices could not be fetched.
#[derive(Clone, Debug)]
pub enum FetchError {
    /// AWS did not answer.
    Refused(AwsRefusal),
    /// AWS answered with something that is no price list.
    Answer(Box<Finding>),
}

/// One request: service, usage type, and the region unless the product belongs to none.
type Request<'a> = (&'a str, &'a str, Option<&'a str>);

impl Asked {
    /// Asks the Pricing API for the products, one usage type after the other; `profile` is one of the
    /// shared files of AWS.
    ///
    /// # Errors
    ///
    /// [`FetchError`] of the first request that fails.
    pub async fn fetch(&self, profile: Option<&str>) -> Result<PriceFiles, FetchError> {
        let client = Client::new(&config(ANSWERS_IN, profile).await);
        let mut lists = self.lists();
        for request in self.requests() {
            for page in pages(&client, request).await? {
                lists
                    .page(&shown(request), page.price_list())
                    .map_err(|finding| FetchError::Answer(Box::new(finding)))?;
            }
        }
        Ok(lists)
    }

    /// The requests, each once.
    fn requests(&self) -> BTreeSet<Request<'_>> {
        let mut requests = BTreeSet::new();
        for need in &self.needs {
            let region = (!need.product.everywhere).then_some(self.region.as_str());
            requests.insert((need.service_code.as_str(), need.aws_usage_type(), region));
        }
        requests
    }
}

/// All pages of one request. A token that expires on the way begins them again, once.
async fn pages(
    client: &Client,
    request: Request<'_>,
) -> Result<Vec<GetProductsOutput>, FetchError> {
    let mut again = true;
    loop {
        match all_pages(client, request).await {
            Err(Stopped::TokenExpired(_)) if again => again = false,
            Err(Stopped::TokenExpired(refusal) | Stopped::Refused(refusal)) => {
                return Err(FetchError::Refused(refusal));
            }
            Ok(pages) => return Ok(pages),
        }
    }
}

/// Why pages ended too early.
enum Stopped {
    TokenExpired(AwsRefusal),
    Refused(AwsRefusal),
}

async fn all_pages(
    client: &Client,
    request: Request<'_>,
) -> Result<Vec<GetProductsOutput>, Stopped> {
    let mut pages: Vec<GetProductsOutput> = Vec::new();
    let mut token: Option<String> = None;
    while pages.len() < MOST_PAGES {
        let page = one_page(client, request, token.clone()).await.map_err(|error| {
            let expired = error
                .as_service_error()
                .is_some_and(GetProductsError::is_expired_next_token_exception);
            let refusal = AwsRefusal::of(Cause::of(&error), shown(request), PERMISSION);
            if expired { Stopped::TokenExpired(refusal) } else { Stopped::Refused(refusal) }
        })?;
        let next = page.next_token().filter(|next| !next.is_empty()).map(str::to_owned);
        pages.push(page);
        match next {
            None => return Ok(pages),
            // The same page again would go on for ever.
            Some(next) if token.as_ref() == Some(&next) => break,
            next => token = next,
        }
    }
    let without_end =
        AwsRefusal::AwsPagesWithoutEnd { request: shown(request), pages: pages.len() };
    Err(Stopped::Refused(without_end))
}

type Refused = aws_sdk_pricing::error::SdkError<GetProductsError>;

async fn one_page(
    client: &Client,
    (service, usage_type, region): Request<'_>,
    token: Option<String>,
) -> Result<GetProductsOutput, Refused> {
    let filters = [("usagetype", Some(usage_type)), ("regionCode", region)];
    let filters = filters.into_iter().filter_map(|(field, value)| Some((field, value?)));
    let made: Result<Vec<Filter>, _> = filters
        .map(|(field, value)| {
            Filter::builder().r#type(FilterType::TermMatch).field(field).value(value).build()
        })
        .collect();
    client
        .get_products()
        .service_code(service)
        .set_filters(Some(made.map_err(Refused::construction_failure)?))
        .format_version("aws_v1")
        .max_results(PAGE)
        .set_next_token(token)
        .send()
        .await
}

/// A request, for messages.
fn shown((service, usage_type, _): Request<'_>) -> String {
    format!("GetProducts {service} {usage_type}")
}
