//! Face 1: the terminal.
