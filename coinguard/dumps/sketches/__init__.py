"""Near-duplicates: what is remembered of a wording, and the kernels that compare it."""
