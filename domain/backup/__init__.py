"""One archive of the database and the files of an instance, and the way back.

The archive is a .tar.gz of ``manifest.json``, one JSON-lines file for each table, and the
instance's files. Rows are written the same for SQLite and PostgreSQL, so an archive of either
can be restored onto either.
"""
