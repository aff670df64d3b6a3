"""Files that lie elsewhere, in object stores and on web servers: fetched, then read like any."""
