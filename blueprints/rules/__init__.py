from blueprints.rules.routes import bp

__all__ = ["bp"]
