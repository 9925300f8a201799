"""Names found by pinyin: the key that is stored beside a name, and what to look for in it.

The key is tokens with a blank before each: the whole name in pinyin and its initials, for every
reading (`` zhangsan zs``). What somebody types stands at the beginning of a token, so a list
asks for ``search_key LIKE key_pattern(typed)``, beside its own condition on the characters of
the name. The pattern holds letters and digits only, so it needs no escape.
"""

import os
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from unicodedata import combining, normalize

MOST_READINGS = 16  # of one name
MOST_READINGS_OF_A_CHARACTER = 4
MOST_KEY_CHARACTERS = 800

# Surnames whose reading is not the usual one of the character, the surname's reading first;
# syllables of a surname of two characters stand apart. Other readings are findable all the same.
SURNAMES = {
    "万俟": ("mo qi",),
    "尉迟": ("yu chi",),
    "单于": ("chan yu",),
    "长孙": ("zhang sun",),
    "澹台": ("tan tai",),
    "令狐": ("ling hu",),
    "鲜于": ("xian yu",),
    "宗政": ("zong zheng",),
    "濮阳": ("pu yang",),
    "单": ("shan",),
    "曾": ("zeng",),
    "仇": ("qiu",),
    "解": ("xie",),
    "区": ("ou",),
    "查": ("zha",),
    "盖": ("ge", "gai"),
    "朴": ("piao", "pu"),
    "洗": ("xian",),
    "折": ("she",),
    "种": ("chong",),
    "重": ("chong",),
    "缪": ("miao",),
    "翟": ("zhai", "di"),
    "秘": ("bi", "mi"),
    "乐": ("yue", "le"),
    "员": ("yun", "yuan"),
    "召": ("shao",),
    "黑": ("he", "hei"),
    "句": ("gou",),
    "覃": ("qin", "tan"),
    "谌": ("chen", "shen"),
    "繁": ("po",),
    "郇": ("xun", "huan"),
    "隗": ("wei", "kui"),
    "宓": ("mi", "fu"),
    "乜": ("nie",),
    "祭": ("zhai",),
    "能": ("nai",),
    "郗": ("xi", "chi"),
    "柏": ("bai", "bo"),
    "薄": ("bo",),
    "都": ("du",),
    "牟": ("mu", "mou"),
    "阚": ("kan",),
    "佴": ("nai",),
    "适": ("kuo",),
    "卜": ("bu",),
}
IDEOGRAPHS = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134a"
WORD = re.compile(rf"[{IDEOGRAPHS}]+|[^\W_{IDEOGRAPHS}]+")
IDEOGRAPH = re.compile(rf"[{IDEOGRAPHS}]")
PASSED_OVER = re.compile(r"[\s'\u2018\u2019.\u00b7_-]+")
LATIN = re.compile(r"[a-z0-9]+")

Syllables = tuple[str, ...]


@lru_cache(maxsize=8192)
def search_key(name: str) -> str:
    """The key of a name, `` zengguofan zgf cengguofan cgf``; "" for a name without a word.

    At most 16 readings, the likeliest first, and 800 characters, cut between tokens. ü is
    written ``v`` and, as people and passports do, ``u`` and ``yu``. Latin words are kept in
    lower case and without accents, each one a token too.
    """
    places = _places(name)
    tokens: dict[str, None] = {}
    for reading in islice(_likeliest_first(places), MOST_READINGS):
        tokens["".join(reading)] = None
        tokens["".join(syllable[0] for syllable in reading)] = None
    for word in WORD.findall(name):
        if not IDEOGRAPH.match(word):
            tokens |= dict.fromkeys((_plain(word), _plain(word, umlaut="v")))
    key = ""
    for token in tokens:
        if token and len(key) + 1 + len(token) <= MOST_KEY_CHARACTERS:
            key += f" {token}"
    return key


def key_pattern(typed: str) -> str | None:
    """The LIKE pattern for what somebody typed, None where pinyin cannot help.

    Blanks, hyphens, dots and apostrophes are passed over (``Zhang San``, ``xi'an``); ü is
    ``v``. Anything with another character that is no Latin letter or digit is not pinyin.
    """
    letters = PASSED_OVER.sub("", _plain(typed, umlaut="v"))
    return f"% {letters}%" if LATIN.fullmatch(letters) else None


def usual_reading(text: str) -> str:
    """The text as it is mostly read, syllables apart; what has no reading stays, in lower case."""
    return " ".join(next(iter(_of_character(one)), one.casefold()) for one in text)


def _places(name: str) -> list[list[Syllables]]:
    """What may be read at each place of the name, the likeliest first."""
    places: list[list[Syllables]] = []
    for word in WORD.findall(name):
        if not IDEOGRAPH.match(word):
            readings = dict.fromkeys((_plain(word), _plain(word, umlaut="v")))
            places.append([(reading,) for reading in readings if reading])
            continue
        rest = word
        if not places:
            surname, rest = _surname(word)
            places.append(surname)
        places.extend([(reading,) for reading in _of_character(one)] for one in rest)
    return [place for place in places if place]


def _surname(word: str) -> tuple[list[Syllables], str]:
    """The readings of the surname that a name begins with, and the characters after it."""
    length = 2 if word[:2] in SURNAMES and len(word) > 1 else 1
    surname, rest = word[:length], word[length:]
    readings: list[Syllables] = [tuple(known.split()) for known in SURNAMES.get(surname, ())]
    if length == 1:
        readings += [(reading,) for reading in _of_character(surname)]
    else:  # as somebody types it who does not know the surname, or takes it for one character
        first, second = (_of_character(character)[0] for character in surname)
        readings += [(known, second) for known in SURNAMES.get(surname[0], ())]
        readings.append((first, second))
    return list(dict.fromkeys(readings)), rest


def _likeliest_first(places: Sequence[list[Syllables]]) -> Iterator[Syllables]:
    """Every reading of the whole, those that stray least from the likeliest first."""
    if not places:
        return
    strays = [len(place) - 1 for place in places]
    for total in range(sum(strays) + 1):
        for ranks in _ranks(strays, total):
            chosen = (place[rank] for place, rank in zip(places, ranks, strict=True))
            yield tuple(syllable for syllables in chosen for syllable in syllables)


def _ranks(strays: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    """Ranks, each at most its stray, that add up to ``total``."""
    if not strays:
        yield ()
        return
    least = max(0, total - sum(strays[1:]))
    for rank in range(least, min(strays[0], total) + 1):
        for others in _ranks(strays[1:], total - rank):
            yield (rank, *others)


def _of_character(character: str) -> list[str]:
    """Readings of one character without tones, the usual one first; none for an unknown one."""
    written = _table().get(ord(character), "")
    plain = dict.fromkeys(_plain(one, umlaut="v") for one in written.split(",") if one)
    readings: dict[str, None] = {}
    for one in islice(plain, MOST_READINGS_OF_A_CHARACTER):
        for spelling in (one, one.replace("v", "u"), one.replace("v", "yu")):
            readings[spelling] = None
    return list(readings)


def _plain(text: str, *, umlaut: str = "u") -> str:
    """Lower case without accents and tones; ``umlaut`` stands for ü."""
    apart = normalize("NFKD", text.casefold())
    bare = (mark for mark in apart if mark == "\u0308" or not combining(mark))
    return "".join(bare).replace("u\u0308", umlaut).replace("\u0308", "")


@cache
def _table() -> dict[int, str]:
    """Code point to readings with tones, ``dān,chán,shàn``.

    Only the table of characters is loaded: the one of phrases takes 45 MB of each process and
    says nothing about names. The variable is the library's own switch for that.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - heavy, and seldom needed

    return pinyin_dict
