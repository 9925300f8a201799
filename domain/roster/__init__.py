"""A roster brought in: what is recorded, how a file differs from it, and the writing of that.

``state`` reads the organisation once, ``compare`` sets a file against it without a table, and
``apply`` writes the differences. The same comparison is previewed and applied.
"""
