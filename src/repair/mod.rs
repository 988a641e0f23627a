//! What the operator changes: drafts, what PutEvents would refuse, differences, what goes out.
