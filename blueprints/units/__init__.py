"""Units, branches and posts: HR's pages for the organisation."""

from blueprints.units import branches, merging, posts, tree
from blueprints.units.blueprint import bp

__all__ = ["bp", "branches", "merging", "posts", "tree"]
