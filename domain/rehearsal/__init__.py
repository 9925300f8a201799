"""What a rule pack would give for a file of activities: no table is asked, nothing is kept.

``columns`` reads the file, ``meanings`` tells ids from names, ``rehearsing`` does the sums.
"""
