//! Settings: flag > environment > file > default. Unknown keys are refused.
