"""What is being done, what is done, and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status

console = Console(highlight=False)


class Step:
    """The text beside the spinner may be changed while the step runs."""

    def __init__(self, status: Status, title: str) -> None:
        self.status, self.title = status, title

    def tell(self, what: str) -> None:
        self.status.update(f"{self.title} [dim]{what}[/dim]")


@contextmanager
def step(title: str) -> Iterator[Step]:
    """A line a person can follow; what fails is named, and the error goes on."""
    began = time.monotonic()
    with console.status(title, spinner="dots") as status:
        try:
            yield Step(status, title)
        except BaseException:
            console.print(f"[red]✗[/red] {title}")
            raise
    console.print(f"[green]✓[/green] {title} [dim]{time.monotonic() - began:.1f} s[/dim]")
