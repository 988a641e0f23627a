//! The one filter language: parse once, evaluate against letters.
