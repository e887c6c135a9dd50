//! What path and query say, by the parameters that the route declares.

use std::{collections::BTreeMap, str::FromStr};

use super::{
    problem::Problem,
    refusal::Refusal,
    route::{Place, Route},
};

/// The values of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters(BTreeMap<&'static str, String>);

impl Parameters {
    /// Takes values of path and query; what the route does not declare, or what comes twice, is refused:
    /// a misspelt parameter must not silently price for another day.
    pub(super) fn take<'a>(
        route: &'static Route,
        of_path: impl Iterator<Item = (&'a str, &'a str)>,
        query: &str,
    ) -> Result<Parameters, Problem> {
        let mut taken = BTreeMap::new();
        let of_path = of_path.map(|(name, value)| (Place::Path, name.into(), value.into()));
        let of_query = form_urlencoded::parse(query.as_bytes());
        let of_query = of_query.map(|(name, value)| (Place::Query, name, value));
        for (place, name, value) in of_path.chain(of_query) {
            let known = |it: &&super::Parameter| it.place == place && it.name == name;
            let Some(parameter) = route.parameters.iter().find(known) else {
                let known = route.parameters.iter().filter(|it| it.place == Place::Query);
                let known = known.map(|it| it.name).collect();
                return Err(Refusal::ParameterUnknown { name: name.into_owned(), known }.into());
            };
            if taken.insert(parameter.name, value.into_owned()).is_some() {
                return Err(Refusal::ParameterTwice { name: parameter.name }.into());
            }
        }
        Ok(Parameters(taken))
    }

    /// The text of a parameter, if it was given.
    pub(super) fn text(&self, name: &'static str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All values with their names, in one order.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Reads a parameter, if it was given; `example` is one that would be right.
    pub(super) fn read<T: FromStr>(
        &self,
        name: &'static str,
        example: &'static str,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let refused = || Refusal::ParameterUnreadable { name, value: text.to_owned(), example };
        Ok(Some(text.parse().map_err(|_| refused())?))
    }
}
