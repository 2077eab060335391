"""Subscribers who cancel while a run goes on, at a steady rate, in a process of their own."""

import json
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator

import django


def main() -> None:
    """Quote all endings, wait for a line on stdin, confirm them on time until stdin is closed.

    A cancellation's time counts from when it should have begun: one that had to stand in line
    for a busy process counts as the subscriber felt it. Printed are the seconds of each that was
    confirmed, and how many should have begun by then.
    """
    parser = ArgumentParser()
    parser.add_argument("--first", type=int, required=True)
    parser.add_argument("--step", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    django.setup()
    # What is measured has models, and these can be imported only now.
    from benchmarks.billing.crowd import DUE_AT  # noqa: PLC0415
    from fairwell.actions.subscriptions.cancel_subscription import (  # noqa: PLC0415
        cancel_subscription,
    )
    from fairwell.actions.subscriptions.quote_ending import quote_ending  # noqa: PLC0415

    asked_by = {"actor": "subscriber", "channel": "portal"}
    ids = range(options.first, options.first + options.step * options.count, options.step)
    quotes = [
        quote_ending(subscription_id=pk, user_id=None, at=DUE_AT, choice="end_of_term", **asked_by)
        for pk in ids
    ]
    print("ready", flush=True)
    sys.stdin.readline()
    began, over = time.perf_counter(), threading.Event()
    on_time = _on_time(began, options.rate, options.count, over)
    taken: list[float] = []
    lock = threading.Lock()

    def leave() -> None:
        while True:
            with lock:
                no, due = next(on_time, (0, 0.0))
            if not due:
                return
            quote = quotes[no]
            cancel_subscription(
                subscription_id=quote.subscription_id,
                quote_token=quote.token,
                expected=quote.digest,
                at=DUE_AT,
                idempotency_key=quote.token,
                **asked_by,
            )
            taken.append(time.perf_counter() - due)

    threads = [threading.Thread(target=leave) for _ in range(options.threads)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    seconds = time.perf_counter() - began
    for thread in threads:
        thread.join()
    asked = min(options.count, int(seconds * options.rate) + 1)
    print(json.dumps({"seconds": seconds, "asked": asked, "taken": taken}), flush=True)


def _on_time(
    began: float, rate: float, count: int, over: threading.Event
) -> Iterator[tuple[int, float]]:
    """Number and due time of each cancellation, once its time has come; none when all is over."""
    for no in range(count):
        due = began + no / rate
        if over.wait(max(0.0, due - time.perf_counter())) or over.is_set():
            return
        yield no, due


if __name__ == "__main__":
    main()
