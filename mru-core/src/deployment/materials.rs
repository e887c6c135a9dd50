//! Walks a deployment and lists the materials of all its components, environment by environment.

use super::{Deployment, Environment, standing};
use crate::{
    kind::{Neighbours, Site},
    materials::{BillOfMaterials, Place},
    policies::Policies,
};

impl Deployment {
    /// Lists its materials; call only after validation found no error.
    pub(crate) fn materials(&self, policies: &Policies) -> BillOfMaterials {
        let mut materials = BillOfMaterials::new(self.environments.len());
        for (index, environment) in self.environments.iter().enumerate() {
            let place = Place::Environment(index);
            let path = format!("environments[{index}]");
            for (listed, component) in environment.components() {
                let path = listed.path(&path);
                materials.stand(place, &path);
                component.charge(&self.site(path, Some(environment), policies), &mut materials);
            }
            materials.stand(place, &path);
            let site = self.site(path, Some(environment), policies);
            standing::charge_environment(environment, &site, &mut materials);
        }
        for (listed, component) in self.shared.components() {
            let path = listed.path("shared");
            materials.stand(Place::Shared, &path);
            component.charge(&self.site(path, None, policies), &mut materials);
        }
        materials.stand(Place::Shared, "shared");
        standing::charge_deployment(self, policies, &mut materials);
        materials
    }

    /// Where a component of it stands.
    fn site<'a>(
        &'a self,
        path: String,
        environment: Option<&'a Environment>,
        policies: &'a Policies,
    ) -> Site<'a> {
        let environment = environment.map(|it| -> &dyn Neighbours { it });
        Site { path, deployment: self, environment, policies }
    }
}
