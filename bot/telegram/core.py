"""What the face needs from below, handed in by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation import Incoming
from bot.history import History
from bot.replies import Reply
from retrieval.types import Quote


@dataclass(frozen=True, slots=True)
class Core:
    """`reply` is the conversation's; `quotes` gives all that answers a question, best first, for inline mode."""

    reply: Callable[[Incoming], Reply]
    quotes: Callable[[str], tuple[Quote, ...]]
    history: History
