//! What is wrong with a file is said.

use super::world_tests::*;

#[test]
fn a_file_that_is_no_journal_is_said_to_be_damaged() {
    let (_dir, path) = fresh();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(
        &path,
        "not a database, and long enough to be looked at".repeat(100),
    )
    .unwrap();
    assert!(told(&path).contains("is damaged"), "{}", told(&path));
}

#[test]
fn a_journal_with_a_torn_page_is_said_to_be_damaged() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    let items = (0..2_000).map(|n| listed(n, &format!("m{n}"))).collect();
    begin(&mut journal, begun("r1", Kind::Redrive), items);
    drop(journal);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    assert!(told(&path).contains("is damaged"), "{}", told(&path));
}

#[test]
fn a_newer_journal_is_refused_by_name() {
    let (_dir, path) = fresh();
    drop(open(&path));
    let c = rusqlite::Connection::open(&path).unwrap();
    c.pragma_update(None, "user_version", 99).unwrap();
    drop(c);
    assert!(
        told(&path).contains("has schema 99, and this version knows "),
        "{}",
        told(&path)
    );
}

#[test]
fn a_place_that_cant_be_written_is_named() {
    let (_dir, path) = fresh();
    std::fs::create_dir_all(path.parent().unwrap().parent().unwrap()).unwrap();
    std::fs::write(path.parent().unwrap(), "a file where the folder should be").unwrap();
    let told = told(&path);
    assert!(
        told.contains("can't be written") && told.contains("--journal"),
        "{told}"
    );
}

#[test]
fn after_a_full_disk_nothing_is_accepted_any_more() {
    let (_dir, path) = fresh();
    let mut journal = open(&path);
    begin(
        &mut journal,
        begun("r1", Kind::Redrive),
        vec![listed(0, "a")],
    );
    journal.limit_pages(40);
    let items = (1..5_000).map(|n| listed(n, &format!("m{n}"))).collect();
    let failed = journal.write(&[vec![list("r1", items)]]).unwrap_err();
    assert!(matches!(failed, JournalError::Full { .. }), "{failed}");
    let again = journal
        .write(&[vec![Record::Intent(step("r1", &[0]))]])
        .unwrap_err();
    assert!(matches!(again, JournalError::Broken { .. }), "{again}");
    assert_eq!(
        journal.items(&run("r1")).unwrap()[0].state,
        ItemState::Planned
    );
}
