"""Recommendations: learnt from the published warehouse, kept by version, answered in an instant."""
