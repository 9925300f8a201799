"""The Chinese fonts of the machine, as fontconfig knows them. Printed files need one."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# In the order in which an office would choose; whatever else is there comes after these.
TITLE_FAMILIES = (
    "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "STZhongsong",
    "SimSun", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC",
)  # fmt: skip
TEXT_FAMILIES = (
    "FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "SimSun", "Noto Serif CJK SC",
    "Source Han Serif SC", "Noto Serif SC", "Noto Sans CJK SC",
)  # fmt: skip


class NoChineseFont(Exception):
    """No font of this machine has Chinese characters."""


@dataclass(frozen=True, slots=True)
class ChineseFonts:
    """Families for titles and for text, the best first, and the folders that hold them."""

    title: tuple[str, ...]
    text: tuple[str, ...]
    folders: tuple[Path, ...]


def chinese_fonts() -> ChineseFonts:
    """What ``fc-list`` finds. A program of its own: not to be asked inside the gate.

    Raises:
        NoChineseFont: nothing was found, or fontconfig is not installed.
    """
    found: dict[str, Path] = {}
    for line in _listed().splitlines():
        file, _colon, families = line.partition(":")
        for family in families.split(":")[0].split(","):
            found.setdefault(family.strip(), Path(file).parent)
    found.pop("", None)
    if not found:
        raise NoChineseFont
    return ChineseFonts(
        _by_choice(TITLE_FAMILIES, found), _by_choice(TEXT_FAMILIES, found),
        tuple(sorted(set(found.values()))),
    )  # fmt: skip


def _listed() -> str:
    program = shutil.which("fc-list")
    if program is None:
        return ""
    answer = subprocess.run(  # noqa: S603 - nothing of it is given by anybody
        [program, ":lang=zh-cn", "file", "family"],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    return answer.stdout


def _by_choice(wanted: tuple[str, ...], found: dict[str, Path]) -> tuple[str, ...]:
    return (*(one for one in wanted if one in found), *sorted(set(found) - set(wanted)))
