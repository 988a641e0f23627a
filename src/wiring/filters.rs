//! The filters that were typed, for later sessions: a file beside the journal, a line each, the newest last.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Filters that are kept.
const KEPT: usize = 50;

/// Where they are kept.
pub fn file(journal: &Path) -> PathBuf {
    journal.with_file_name("filters")
}

/// The filters of earlier sessions; none where the file can't be read.
pub fn read(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let all: Vec<String> = lines.map(str::to_owned).collect();
    all[all.len().saturating_sub(KEPT)..].to_vec()
}

/// Keeps `filter` as the newest. What can't be written is only forgotten.
pub fn remember(file: &Path, filter: &str) {
    if filter.contains(['\n', '\r']) {
        return;
    }
    let mut all = read(file);
    all.retain(|old| old != filter);
    all.push(filter.to_owned());
    let from = all.len().saturating_sub(KEPT);
    if let Err(error) = write(file, &all[from..].join("\n")) {
        tracing::debug!(%error, "the filters can't be kept");
    }
}

/// Another session may write too: the file is whole at any moment, and the last one wins.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let new = file.with_extension(std::process::id().to_string());
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(&new)?, "{text}")?;
    fs::rename(new, file)
}

#[cfg(test)]
mod tests {
    use crate::wiring::filters::{KEPT, file, read, remember};

    #[test]
    fn the_newest_filters_are_kept_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder.path().join("journal.db"));
        assert!(read(&file).is_empty());
        for n in 0..KEPT + 5 {
            remember(&file, &format!("status:{n}"));
        }
        remember(&file, "status:20");
        remember(&file, "two\nlines");
        let all = read(&file);
        assert_eq!(
            (all.len(), all.last().unwrap().as_str()),
            (KEPT, "status:20")
        );
        assert_eq!(all.iter().filter(|f| *f == "status:20").count(), 1);
        assert_eq!(all[0], "status:5");
    }
}
