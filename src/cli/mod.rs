//! Face 2: the command line. One file a subcommand.
