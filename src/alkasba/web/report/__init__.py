"""Dashboards as files to be kept and mailed: a workbook, a PDF, a page that needs no server."""
