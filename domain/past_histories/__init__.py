"""Histories brought in from a file: what it says, what of it stands already, the writing.

``columns`` reads a file, ``state`` what it is set against, ``row`` and ``compare`` make a plan
without a table, and ``apply`` writes it. The same comparison is previewed and applied.
"""
