//! What would happen: selection, blockers, the rules and targets that would fire, pace. Nothing is done here.
