"""The PostgreSQL that serves the warehouse: brought to the state of the published file, whole."""
