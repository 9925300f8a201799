"""Task books 任务书: written, agreed, carried out, ended and reviewed.

``reach`` says whose they are and who may see and keep them; ``books``, ``items``, ``progress``
and ``rehearsals`` are what is done; ``lists`` is what is read; ``steps`` keeps every change.
"""
