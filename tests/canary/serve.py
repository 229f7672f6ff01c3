"""Starts the application as `streamlit run` does, while its clock stands at the hour of the canary world."""

import sys

from streamlit.web import cli

from services import clock
from tests.canary.world import NOW

if __name__ == "__main__":
    clock.now = lambda: NOW
    # Streamlit names itself by the first word; the rest are its own arguments.
    sys.argv[0] = "streamlit"
    sys.exit(cli.main())
