//! jq programs over payloads, in a child process of our own with deadline and memory cap.
