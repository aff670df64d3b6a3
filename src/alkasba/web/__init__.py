"""The shop in the browser: pages for people, JSON for programs; only reads."""
