"""How much one person or one chat may ask."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable

from bot.telegram.options import Rate

KEYS_KEPT = 10_000


class Limit:
    """A sliding window per key: `wait` tells how long until the next one is allowed, and counts it where it is now."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._taken: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def wait(self, key: Hashable) -> float:
        """Return 0 and count one, or the seconds to wait and count nothing."""
        now = self._clock()
        taken = self._taken.setdefault(key, deque())
        self._taken.move_to_end(key)
        while taken and now - taken[0] >= self._rate.seconds:
            taken.popleft()
        if len(taken) >= self._rate.count:
            return self._rate.seconds - (now - taken[0])
        taken.append(now)
        while len(self._taken) > KEYS_KEPT:
            self._taken.popitem(last=False)
        return 0.0
