//! Finding letters: a cause's second level, values that Tab completes, filters that come back, and verdicts that know more.

use dlq_tui::plan::World;
use dlq_tui::tui::{Ask, Msg};

use crate::sessions::face;
use crate::tools::{knowing, world};

#[test]
fn a_cause_is_told_apart_by_detail_type_source_and_target_and_one_of_them_is_a_filter() {
    let mut face = face();
    face.keys("b");
    let screen = face.screen();
    for words in [
        "By detail-type, source, target",
        "detail-type  user_activity",
        "source  com.example.app",
        "target  ExampleReportingAPI",
        "letters",
    ] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    let cause = face.model.cause().map(|cause| cause.id);
    face.keys("j enter");
    assert_eq!(face.model.wanted.filter.text(), "source:com.example.app");
    assert_eq!(
        face.model.cause().map(|cause| cause.id),
        cause,
        "within its cause"
    );
    assert!(!face.model.ids().is_empty());
}

#[test]
fn tab_completes_values_that_occur() {
    let mut face = face();
    face.keys("/");
    face.tell(Msg::Paste("target:e".into()));
    face.keys("tab");
    assert!(
        face.screen().contains("target:ExampleReportingAPI"),
        "{}",
        face.screen()
    );
    face.keys("esc /");
    face.tell(Msg::Paste("code:SDK_CLIENT_ERROR source:com.ex".into()));
    face.keys("tab");
    assert!(face.screen().contains("source:com.example.app"));
}

#[test]
fn tab_completes_paths_into_details_and_the_values_there_but_for_hidden_ones() {
    let mut face = face();
    let mut typed = |text: &str| {
        face.keys("/");
        face.tell(Msg::Paste(text.into()));
        face.keys("tab");
        let screen = face.screen();
        face.keys("esc");
        screen
    };
    let screen = typed("detail.meta");
    assert!(screen.contains("detail.metadata."), "{screen}");
    let screen = typed("detail.metadata.coun");
    assert!(screen.contains("detail.metadata.country:"), "{screen}");
    let screen = typed("detail.metadata.country:U");
    assert!(screen.contains("detail.metadata.country:US"), "{screen}");
    face.model.redaction = std::sync::Arc::new(dlq_tui::letter::Redaction::new(&[
        "detail.metadata.country".into(),
    ]));
    face.keys("/");
    face.tell(Msg::Paste("detail.metadata.country:U".into()));
    face.keys("tab");
    let screen = face.screen();
    assert!(!screen.contains("country:US"), "{screen}");
}

#[test]
fn a_filter_that_is_taken_is_remembered_for_later_sessions() {
    let mut face = face();
    face.asked();
    face.keys("/");
    face.tell(Msg::Paste("status:503".into()));
    assert!(!face.asks.iter().any(|ask| matches!(ask, Ask::Remember(_))));
    face.keys("enter");
    let told = |ask: &Ask| matches!(ask, Ask::Remember(text) if text == "status:503");
    assert!(face.asks.iter().any(told), "{:?}", face.asks);
}

#[test]
fn what_is_known_to_stand_in_the_way_goes_before_the_advice_of_a_letter() {
    let mut face = face();
    face.keys("enter enter z");
    let show = |face: &mut crate::face::Face, world: World| {
        let known = knowing(face, Some(world));
        face.show(known);
        face.screen()
    };
    assert!(!show(&mut face, world()).contains("Fix this first"));
    let mut broken = world();
    for rules in broken.rules.values_mut().flatten() {
        for rule in rules {
            rule.enabled = false;
        }
    }
    let screen = show(&mut face, broken);
    assert!(screen.contains("Fix this first"), "{screen}");
    assert!(
        screen.contains("the rule ExampleEventRule is disabled"),
        "{screen}"
    );
}

#[test]
fn causes_are_sorted_by_what_was_asked_for_and_the_cursor_stays_with_its_cause() {
    let mut face = face();
    let counts = |face: &crate::face::Face| -> Vec<usize> {
        face.model.snapshot.causes.iter().map(|c| c.count).collect()
    };
    let by_count = counts(&face);
    let under = face.model.cause().map(|cause| cause.id);
    face.keys("S");
    let mut backwards = by_count.clone();
    backwards.reverse();
    assert_eq!(counts(&face), backwards);
    assert_eq!(face.model.cause().map(|cause| cause.id), under);
    face.keys("s");
    let last = face.model.snapshot.causes.iter().map(|c| c.last_sent);
    assert!(last.rev().is_sorted(), "newest first");
    // what the engine shows next is sorted too
    let snapshot = (*face.model.snapshot).clone();
    face.show(snapshot);
    face.keys("s s s");
    assert_eq!(counts(&face), by_count);
}
