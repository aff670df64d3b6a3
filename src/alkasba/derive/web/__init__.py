"""The pages that a dashboard becomes: what each tile asks, and the chart of its answer."""
