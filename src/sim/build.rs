//! The templates that a simulator is built from, read once and built at the start and after a reset.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::template::{Mistake, SEED_STACK, Site, Template, apply};
use super::world::World;
use crate::problem::{Kind, Problem};

/// What is built.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    templates: Vec<(String, Template)>,
    parameters: BTreeMap<String, String>,
}

impl Plan {
    /// Reads the templates; the built-in one when there are none.
    ///
    /// # Errors
    /// When a file can't be read, is no template, or no template has one of the parameters.
    pub fn read(files: &[PathBuf], parameters: BTreeMap<String, String>) -> Result<Self, Problem> {
        let mut templates = Vec::new();
        for file in files {
            templates.push(read_file(file)?);
        }
        if files.is_empty() {
            let name = "the built-in stack".to_owned();
            let seed = Template::parse(SEED_STACK).map_err(|m| told(&name, &m))?;
            templates.push((name, seed));
        }
        let known = |name: &String| {
            let mut all = templates.iter().flat_map(|t| t.1.parameter_names());
            all.any(|known| known == name)
        };
        if let Some(name) = parameters.keys().find(|name| !known(name)) {
            return Err(Problem::usage(format!(
                "no template has the parameter `{name}`"
            )));
        }
        Ok(Self {
            templates,
            parameters,
        })
    }

    /// Builds all in their order; answers the resources that the simulator does not have, a line each.
    ///
    /// # Errors
    /// The first mistake in a template, with its resource and property.
    pub async fn build(&self, world: &World) -> Result<Vec<String>, Problem> {
        let mut site = Site {
            events: &world.events,
            queues: &*world.queues,
            account: &world.place.account,
            region: &world.place.region,
            parameters: BTreeMap::new(),
            exports: BTreeMap::new(),
        };
        let mut skipped = Vec::new();
        for (name, template) in &self.templates {
            site.parameters = self.of(template);
            let built = apply(template, &mut site)
                .await
                .map_err(|mistake| told(name, &mistake))?;
            let line = |(id, kind): &(String, String)| format!("{id} ({kind})");
            skipped.extend(built.skipped.iter().map(line));
        }
        Ok(skipped)
    }

    /// The values of those parameters that the template has.
    fn of(&self, template: &Template) -> BTreeMap<String, String> {
        let value = |name: &str| Some((name.to_owned(), self.parameters.get(name)?.clone()));
        template.parameter_names().filter_map(value).collect()
    }
}

fn read_file(file: &Path) -> Result<(String, Template), Problem> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Problem::new(Kind::Usage, format!("the template can't be read: {error}")).at(&name)
    })?;
    let template = Template::parse(&text).map_err(|mistake| told(&name, &mistake))?;
    Ok((name, template))
}

fn told(name: &str, mistake: &Mistake) -> Problem {
    Problem::usage(mistake.to_string()).at(name)
}
