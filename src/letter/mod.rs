//! What arrived: a message of the queue, decoded once.
