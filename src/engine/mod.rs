//! What joins the rooms: tasks, state, and the three values that a face sees: snapshot, command, notice.
