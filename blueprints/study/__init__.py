"""Cadres log what they studied; confirmers confirm it or give it back."""

from blueprints.study import queue
from blueprints.study.routes import bp

__all__ = ["bp", "queue"]
