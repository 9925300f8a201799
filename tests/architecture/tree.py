"""The files of the project, as the rules of the house look at them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
ELSEWHERE = {".git", ".venv", "instance", "vendor", "node_modules", "__pycache__", "test-results"}
CACHES = ("_cache", ".hypothesis")


def files(*patterns: str, under: tuple[str, ...] = (".",)) -> list[Path]:
    """Files of ours that match a pattern, below the folders named; sorted."""
    found = {
        path
        for folder in under
        for pattern in patterns
        for path in (ROOT / folder).rglob(pattern)
        if path.is_file() and is_ours(path)
    }
    return sorted(found)


def is_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return not any(part in ELSEWHERE or part.endswith(CACHES) for part in parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
