from blueprints.board.routes import bp

__all__ = ["bp"]
