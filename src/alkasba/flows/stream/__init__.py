"""The stream: what changes among the members of a table is told to a log, and read into an index."""
