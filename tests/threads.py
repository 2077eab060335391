"""Several people at the same moment: each deed in a thread and a connection of its own."""

import threading
from collections.abc import Callable, Sequence

from django.db import connections


def at_once(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """Start all deeds together; what each returned, or the exception that it raised."""
    start = threading.Barrier(len(deeds))
    answers: list[object] = [None] * len(deeds)

    def run(number: int, deed: Callable[[], object]) -> None:
        start.wait(30)
        try:
            answers[number] = deed()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            answers[number] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(number, deed)) for number, deed in enumerate(deeds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "a deed never came back"
    return answers
