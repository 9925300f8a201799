"""The process in which files of strangers are decoded: little memory, little time, no secrets.

Started by ``apart`` with a task on its command line and the file on standard input. Answers on
standard output: one line of JSON, then the bytes that came of it, if any.
"""

import contextlib
import json
import os
import resource
import sys

from domain.files.refusals import FileRefused, Reason

MOST_MEMORY = 2 * 1024 * 1024 * 1024  # of addresses; 50 megapixels take a quarter of it
MOST_SECONDS = 15  # of the processor
MOST_CORES = 1024  # the system takes those that there are


def main(arguments: list[str]) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(limit, (most, most))
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, range(MOST_CORES))  # whoever started it keeps to one core
    content = sys.stdin.buffer.read()
    try:
        facts, result = _done(content, *arguments)
    except FileRefused as refused:
        facts, result = {"refused": refused.reason}, b""
    except Exception:  # noqa: BLE001 - whatever a decoder raises says that it cannot be read
        facts, result = {"refused": Reason.DAMAGED}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + result)


def _done(content: bytes, task: str, *arguments: str) -> tuple[dict[str, object], bytes]:
    from domain.files import documents, pictures, word  # noqa: PLC0415 - within the limits
    from domain.files.kinds import Kind  # noqa: PLC0415 - as above

    if task == "picture":
        media_type, result = pictures.reencode(content, Kind(arguments[0]))
        return {"media_type": media_type}, result
    if task == "document":
        return {"pages": documents.examine(content)}, b""
    if task == "words":
        return {"pages": documents.page_texts(content)}, b""
    if task == "word":
        return word.as_html(content)
    number, longest_side = (int(one) for one in arguments)
    if task == "page":
        return {}, documents.page_picture(content, number, longest_side)
    return {}, pictures.scaled_down(content, longest_side)


if __name__ == "__main__":
    main(sys.argv[1:])
