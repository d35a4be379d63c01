"""What is due when. The room decides nothing by a clock of its own: it is told the time."""

from collections.abc import Callable


class Timers:
    """Times in milliseconds since the epoch. `line` is the socket that a timer belongs to, or 0."""

    def __init__(self) -> None:
        self.now = 0.0
        self._all: dict[tuple[str, int], tuple[float, Callable[[], None]]] = {}

    def set(self, name: str, line: int, ms: float, run: Callable[[], None]) -> None:
        """Runs once after so many milliseconds; one of the same name and line is replaced."""
        self.clear(name, line)
        self._all[name, line] = (self.now + ms, run)

    def clear(self, name: str, line: int) -> None:
        self._all.pop((name, line), None)

    def clear_line(self, line: int) -> None:
        self._all = {key: timer for key, timer in self._all.items() if key[1] != line}

    def clear_all(self) -> None:
        self._all = {}

    @property
    def next(self) -> float | None:
        """When the next one is due."""
        return min((due for due, _ in self._all.values()), default=None)

    def advance(self, now: float) -> None:
        """Runs what falls due until then, in order, each at its own time."""
        while self._all:
            key = min(self._all, key=lambda one: self._all[one][0])
            due, run = self._all[key]
            if due > now:
                break
            del self._all[key]
            self.now = max(self.now, due)
            run()
        self.now = max(self.now, now)
