"""The stream: what changes among the members of a table is told, and indexed."""
