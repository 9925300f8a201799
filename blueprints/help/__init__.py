from blueprints.help.routes import bp

__all__ = ["bp"]
