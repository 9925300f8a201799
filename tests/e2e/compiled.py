"""The product, whose templates a server of the tests compiles once and not at every start.

What was compiled is kept as Python keeps its own; whatever changed is compiled anew. Pages are
not shown once before the workers are forked: most servers of the tests show few of them.
"""

from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from app import create_app as create_product

FOLDER = Path(__file__).parent / "__pycache__" / "templates"


def create_app():
    FOLDER.mkdir(parents=True, exist_ok=True)
    app = create_product()
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(FOLDER))
    del app.extensions["warm_up"]
    return app
