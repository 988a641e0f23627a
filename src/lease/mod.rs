//! Who holds which message until when: due heartbeats, lapsed leases, what is to be given back. Pure.
