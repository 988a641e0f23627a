//! `completions` and `man`: made out of the same arguments.

use clap_complete::Shell;
use clap_mangen::Man;

use super::args::command;
use super::output::Output;
use crate::problem::{Exit, Problem};

/// Prints the completion script of a shell.
#[must_use]
pub fn completions(shell: Shell, output: &Output) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "dlq-tui", &mut script);
    output.verbatim(&String::from_utf8_lossy(&script));
    Exit::Done
}

/// Prints the manual page: the command, and a section for each subcommand.
#[must_use]
pub fn man(output: &Output) -> Exit {
    match page() {
        Ok(page) => {
            output.verbatim(&String::from_utf8_lossy(&page));
            Exit::Done
        }
        Err(e) => {
            let problem = Problem::internal(format!("the manual page can't be made: {e}"));
            output.problem(&problem);
            problem.exit()
        }
    }
}

fn page() -> std::io::Result<Vec<u8>> {
    let command = command();
    let mut out = Vec::new();
    let subcommands: Vec<clap::Command> = command
        .get_subcommands()
        .filter(|c| !c.is_hide_set())
        .cloned()
        .collect();
    Man::new(command).render(&mut out)?;
    for subcommand in subcommands {
        let name = subcommand.get_name().to_uppercase();
        out.extend(format!(".SH \"DLQ-TUI {name}\"\n").bytes());
        let man = Man::new(subcommand);
        let mut part = Vec::new();
        man.render_description_section(&mut part)?;
        man.render_synopsis_section(&mut part)?;
        man.render_options_section(&mut part)?;
        // sections of the subcommand become paragraphs of its own section
        let text = String::from_utf8_lossy(&part).replace(".SH ", ".SS ");
        out.extend(text.bytes());
    }
    Ok(out)
}
