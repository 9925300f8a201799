"""Past activities brought in: what a file says, what of it is recorded already, the writing.

``columns`` reads a file, ``state`` what it is set against, ``compare`` makes a plan without a
table, and ``apply`` writes it. The same comparison is previewed and applied.
"""
