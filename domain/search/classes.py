"""A class as a search finds it: its title and theme, in both languages."""

from domain.search.passages import Found, Source, forget_passages, keep_passages
from models import ReadingClass


def keep_class(reading: ReadingClass) -> None:
    """Let a search find the class as it says itself now; nothing commits."""
    for language, title, theme in (
        ("zh", reading.title, reading.theme), ("en", reading.title_en, reading.theme_en),
    ):  # fmt: skip
        if not title:
            forget_passages("class", {reading.id}, language=language)
        else:
            keep_passages(
                Source(
                    "class", reading.id, title, reading.written_at.date(),
                    class_id=reading.id, language=language,
                ),
                [Found("", theme)],
            )  # fmt: skip
