"""Is this certificate genuine? For whoever holds the paper, without signing in."""

from blueprints.verify.routes import bp

__all__ = ["bp"]
