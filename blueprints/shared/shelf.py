"""What a process keeps for a while, so many of them."""

from collections import OrderedDict
from threading import Lock


class Shelf:
    """Values by key, so many of them, the longest unused dropped first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict = OrderedDict()
        self._lock = Lock()

    def find(self, key):
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def keep(self, key, value) -> None:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
