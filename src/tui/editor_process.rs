//! The operator's editor on a private file: the only place where the face touches files.

use std::env;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

/// Folders made so far in this process.
static MADE: AtomicU32 = AtomicU32::new(0);

/// Why there is no text, in words, and what the editor left if it is not what it got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failed {
    /// A sentence without a full stop.
    pub why: String,
    /// The text in the file, where that is another one.
    pub left: Option<String>,
}

impl From<String> for Failed {
    fn from(why: String) -> Self {
        Self { why, left: None }
    }
}

/// Lets `$VISUAL`, else `$EDITOR`, else `vi` work on `text` in a file of that name; answers what it left.
///
/// # Errors
/// No file could be made, no editor started, the editor failed, or left something that is no text.
pub fn edit(text: &str, name: &str) -> Result<String, Failed> {
    edit_with((text, name), &editor())
}

/// The same with that editor.
pub(super) fn edit_with((text, name): (&str, &str), editor: &str) -> Result<String, Failed> {
    let folder = Folder::new().map_err(|e| format!("no private folder could be made: {e}"))?;
    let file = folder.0.join(name);
    write(&file, text).map_err(|e| format!("no private file could be written: {e}"))?;
    // as git does: the variable may hold arguments
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(editor)
        .arg(&file)
        .status()
        .map_err(|e| format!("`{editor}` could not be started: {e}; set $EDITOR"))?;
    let left = fs::read_to_string(&file);
    if !status.success() {
        return Err(Failed {
            why: format!("`{editor}` failed ({status}); nothing was changed"),
            left: left.ok().filter(|left| left != text),
        });
    }
    Ok(left.map_err(|e| format!("what `{editor}` left can't be read: {e}"))?)
}

fn editor() -> String {
    ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|editor| !editor.trim().is_empty())
        .unwrap_or_else(|| "vi".into())
}

/// A folder for the owner only, so that the editor's own copies are private too; removed with all that is in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("dlq-tui-{}-{number}", process::id());
        let path = env::temp_dir().join(name);
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "a private folder stays behind");
        }
    }
}

fn write(path: &std::path::Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
