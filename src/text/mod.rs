//! What may be shown: hostile text made visible, widths in cells, ages and counts for people.
