//! Event patterns of rules: parse, compile, match, explain.
