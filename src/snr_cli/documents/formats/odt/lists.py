"""Items of lists that follow each other → the lists that hold them, one in the other."""

from collections.abc import Iterator, Sequence
from typing import Final

from snr_cli.documents.formats.odt.styles import BULLET_LIST, DEEPEST_ITEM, NUMBER_LIST
from snr_cli.documents.formats.pieces import ListItem

_END: Final = "</text:list-item></text:list>"


def nested(items: Sequence[tuple[ListItem, str]]) -> Iterator[str]:
    """Yield the lists of items.

    Args:
        items: each with its paragraph; nothing stands between them.
    """
    open_lists: list[int] = []  # the rank of each list that is open
    made = []
    for item, written in items:
        level = min(item.level, DEEPEST_ITEM) + 1
        while len(open_lists) > level or (len(open_lists) == level and open_lists[-1] != item.list_rank):
            made.append(_END)
            open_lists.pop()
        style = NUMBER_LIST if item.ordered else BULLET_LIST
        # a list that another text has cut goes on from its number
        first = f' text:start-value="{item.number}"' if item.ordered and item.number != 1 else ""
        if len(open_lists) == level:
            made.append("</text:list-item><text:list-item>")
        while len(open_lists) < level:
            open_lists.append(item.list_rank)
            start = first if len(open_lists) == level else ""
            made.append(f'<text:list text:style-name="{style}"><text:list-item{start}>')
        made.append(written)
    if open_lists:
        yield "".join(made) + _END * len(open_lists)
