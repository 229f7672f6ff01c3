"""Which downloads stood on whose screen: Streamlit gives a file to whoever knows its name, we do not.

The name is a short hash of the content, so whoever has the same file, or guesses how it reads, could
ask whether a colleague has it open. A name counts for the user to whose screen Streamlit sent it.
"""

from collections import OrderedDict

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PREFIX = "/media/"
# Several for each screen that is open; the one told longest ago goes first.
_MOST = 50_000
_told: OrderedDict[tuple[int, str], None] = OrderedDict()


def note(message: bytes, user_id: int) -> None:
    """Remember the file that a message on its way to a user's screen offers, if it does."""
    # Few messages do, and looking into each would cost more than sending it.
    if PREFIX.encode() not in message:
        return
    for place in _offered(ForwardMsg.FromString(message)):
        if place.startswith(PREFIX):
            whose = (user_id, _name(place))
            _told[whose] = None
            _told.move_to_end(whose)
    while len(_told) > _MOST:
        _told.popitem(last=False)


def may_have(path: str, user_id: int) -> bool:
    """Whether the path of a download was sent to a screen of this user."""
    return (user_id, _name(path)) in _told


def _name(path: str) -> str:
    """Streamlit finds a file without looking at its ending."""
    return path.partition(".")[0]


def _offered(said: ForwardMsg) -> list[str]:
    """Only where Streamlit itself writes a name: words that somebody typed may look like one."""
    kind = said.WhichOneof("type")
    if kind == "delta":
        element = said.delta.new_element
        return [element.download_button.url, *(picture.url for picture in element.imgs.imgs)]
    if kind == "page_config_changed":
        return [said.page_config_changed.favicon]
    return [said.backend_operation_response.deferred_file.url]
