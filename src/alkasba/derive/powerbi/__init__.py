"""The Power BI project of a shop: its semantic model and its report."""
