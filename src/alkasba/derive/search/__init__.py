"""Tables that are searched -> the documents and the mapping of an index."""
