"""``flask placements``: histories in and out, and who is due to move."""

from flask.cli import AppGroup

placements = AppGroup("placements", help="Histories of posts, and who is due to move.")
