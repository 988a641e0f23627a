//! What a target gets: InputPath, Input, InputTransformer, and the request of an API destination.
