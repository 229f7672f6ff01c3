"""What the server answers is not held back for an acknowledgement."""

import socket

from ui.routes.at_once import answer_at_once


def test_connections_by_our_sockets_wait_for_nothing() -> None:
    # As Streamlit makes it: no protocol is named, so that asyncio would leave the delay on.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0

        assert answer_at_once() >= 1

        with socket.create_connection(listening.getsockname()):
            accepted, _address = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_other_files_of_the_process_are_left_alone(tmp_path) -> None:
    with (tmp_path / "file").open("w") as file, socket.socket(socket.AF_UNIX) as pipe:
        answer_at_once()

        assert file.write("x") == 1
        assert pipe.fileno() > 0
