from blueprints.desk.routes import bp

__all__ = ["bp"]
