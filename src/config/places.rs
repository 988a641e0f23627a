//! Where the config file and the state lie.

use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};

use crate::problem::Problem;

const NAME: &str = "dlq-tui";

/// Where the config file and the state lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The config file.
    pub config: PathBuf,
    /// Whether that file was asked for by name, so that it must be there.
    pub config_asked: bool,
    /// The folder of journal and log. It may not be there yet.
    pub state: PathBuf,
}

impl Places {
    /// Out of `--config`, `DLQ_TUI_CONFIG`, `DLQ_TUI_STATE` and the XDG variables.
    ///
    /// # Errors
    /// When there is neither a home folder nor a variable that names the places.
    pub fn find(config: Option<&Path>) -> Result<Self, Problem> {
        let variable = |name| {
            std::env::var_os(name)
                .filter(|v| !v.is_empty())
                .map(PathBuf::from)
        };
        // a variable is often set for good, the file made later: only the flag insists
        let config_asked = config.is_some();
        let asked = config
            .map(PathBuf::from)
            .or_else(|| variable("DLQ_TUI_CONFIG"));
        let state = variable("DLQ_TUI_STATE");
        if let (Some(config), Some(state)) = (&asked, &state) {
            return Ok(Self {
                config: config.clone(),
                config_asked,
                state: state.clone(),
            });
        }
        let base = choose_base_strategy().map_err(|_| {
            Problem::usage("there is no home folder to keep the config and the journal in")
                .remedy("set DLQ_TUI_CONFIG and DLQ_TUI_STATE")
        })?;
        let home = || base.state_dir().unwrap_or_else(|| base.data_dir());
        Ok(Self {
            config_asked,
            config: asked.unwrap_or_else(|| base.config_dir().join(NAME).join("config.toml")),
            state: state.unwrap_or_else(|| home().join(NAME)),
        })
    }

    /// The journal's file, unless another was asked for.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.state.join("journal.db")
    }
}
