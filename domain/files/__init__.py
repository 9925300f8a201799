"""Files that people hand in: known by their content, made harmless, kept by their digest.

What is parsed is parsed in a process of its own (``apart``), with limits of memory and time;
what is kept lies outside the web root (``store``) and leaves it only as an attachment.
"""
