//! The only place that knows all: wires aws or sim to the engine, and the engine to a face.
