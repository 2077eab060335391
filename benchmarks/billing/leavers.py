"""Subscribers who cancel while a run goes on, at a steady rate, in a process of their own."""

import json
import sys
import threading
import time
from argparse import ArgumentParser

import django


def main() -> None:
    """Quote all endings, wait for a line on stdin, confirm them on time, print what it took.

    A cancellation's time counts from when it should have begun: one that had to stand in line
    for a busy process counts as the subscriber felt it.
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

    def asked_by() -> dict[str, str]:
        return {"actor": "subscriber", "channel": "portal"}

    ids = range(options.first, options.first + options.step * options.count, options.step)
    quotes = [
        quote_ending(
            subscription_id=pk, user_id=None, at=DUE_AT, choice="end_of_term", **asked_by()
        )
        for pk in ids
    ]
    print("ready", flush=True)
    sys.stdin.readline()
    began, taken, lock = time.perf_counter(), [], threading.Lock()
    waiting = iter(enumerate(quotes))

    def leave() -> None:
        while True:
            with lock:
                no, quote = next(waiting, (0, None))
            if quote is None:
                return
            due = began + no / options.rate
            time.sleep(max(0.0, due - time.perf_counter()))
            started = time.perf_counter()
            cancel_subscription(
                subscription_id=quote.subscription_id,
                quote_token=quote.token,
                expected=quote.digest,
                at=DUE_AT,
                idempotency_key=quote.token,
                **asked_by(),
            )
            done = time.perf_counter()
            taken.append((done - due, done - started))

    threads = [threading.Thread(target=leave) for _ in range(options.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "taken": taken}), flush=True)


if __name__ == "__main__":
    main()
