//! The `dlq-tui` program.

fn main() {
    // the hidden worker that jq programs run in, started by ourselves
    if std::env::args().nth(1).as_deref() == Some(dlq_tui::jq::WORKER_ARGUMENT) {
        std::process::exit(i32::from(dlq_tui::jq::worker_main()));
    }
}
