//! The AWS SDK, and nobody else: clients, and the engine's ports over them.
