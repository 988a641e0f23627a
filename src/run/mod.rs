//! The only way to change anything: one pure machine for redrive, delete and undo.
