//! The operator's browser, where there is one.

use std::io;
use std::process::{Command, Stdio};
use std::thread;

/// Programs that open an address with whatever the desktop has for it.
const OPENERS: &[&str] = if cfg!(target_os = "macos") {
    &["open"]
} else {
    &["xdg-open", "wslview"]
};

/// Opens `url`; whether something was started that may have done so. On a machine that is only visited (ssh), or
/// without a desktop, nothing is started: a browser in the terminal would draw over the screen.
pub fn open(url: &str) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("SSH_CONNECTION") || set("SSH_TTY") {
        return false;
    }
    let desktop = cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
            .into_iter()
            .any(set);
    desktop && OPENERS.iter().any(|program| start(program, url).is_ok())
}

fn start(program: &str, url: &str) -> io::Result<()> {
    let mut child = Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // nobody waits for a browser, but its end must be seen
    thread::Builder::new()
        .name("browser".into())
        .spawn(move || {
            if let Err(error) = child.wait() {
                tracing::debug!(%error, "the browser could not be waited for");
            }
        })?;
    Ok(())
}
