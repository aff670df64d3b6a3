"""The report of the Power BI project: the tiles of the dashboards as pages of visuals."""
