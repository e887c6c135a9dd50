//! Which repository is whose: a container owns the one it names, or the one that names it (V4).

use super::Deployment;
use crate::catalogue::compute::container::Container;

impl Deployment {
    /// Returns the name of the container that owns a repository (V4).
    ///
    /// A container owns the repository it names, or the one that names it.
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::{Deployment, Format};
    ///
    /// let text = "environments: [{containers: [{name: ms-loans, repository: loans}, {name: ms-cards}]}]
    /// shared: {repositories: [{name: cards, container: ms-cards}]}";
    /// let deployment = Deployment::parse(text, Format::Yaml).deployment.unwrap();
    /// assert_eq!(deployment.repository_owner("loans"), Some("ms-loans"));
    /// assert_eq!(deployment.repository_owner("cards"), Some("ms-cards"));
    /// let container = &deployment.environments[0].containers[1];
    /// assert_eq!(deployment.repository_of(container), Some("cards"));
    /// ```
    pub fn repository_owner(&self, repository: &str) -> Option<&str> {
        let mut containers =
            self.environments.iter().flat_map(|environment| &environment.containers);
        let named = containers
            .clone()
            .find(|container| container.repository == repository && !repository.is_empty());
        let entry = self
            .shared
            .repositories
            .iter()
            .find(|entry| entry.name == repository && !entry.container.is_empty());
        let naming =
            entry.and_then(|entry| containers.find(|container| container.name == entry.container));
        named.or(naming).map(|container| container.name.as_str())
    }

    /// Returns the repository of a container: the one it names, or the one that names it.
    pub fn repository_of<'a>(&'a self, container: &'a Container) -> Option<&'a str> {
        if !container.repository.is_empty() {
            return Some(&container.repository);
        }
        let entry = self
            .shared
            .repositories
            .iter()
            .find(|entry| entry.container == container.name && !container.name.is_empty());
        entry.map(|entry| entry.name.as_str())
    }

    /// Returns the distinct repositories of containers, in the order of the file.
    pub(crate) fn container_repositories(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for container in self.environments.iter().flat_map(|environment| &environment.containers) {
            if let Some(name) = self.repository_of(container).filter(|name| !names.contains(name)) {
                names.push(name);
            }
        }
        names
    }
}
