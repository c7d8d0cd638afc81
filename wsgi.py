"""What the server and the flask command load: the application, with the settings of `.env` beside this file.

`served` is what granian calls by RSGI; other servers take `app` and want a proxy in front that reads bodies first.
"""

import sys
from functools import partial
from pathlib import Path

from dotenv import load_dotenv

from loyalty_app.app import create_app
from loyalty_app.config import SettingsError
from loyalty_app.edge.waiting_room import WaitingRoom
from loyalty_app.jobs.embedded import start_with_first_request
from loyalty_app.web.warming import warm_up

load_dotenv(Path(__file__).with_name(".env"))  # what the environment says already stays
try:
    app = create_app()
except SettingsError as problem:  # the sentence names the setting; a traceback would only bury it
    sys.exit(f"✗ {problem}")
if app.extensions["settings"].is_embedded:
    start_with_first_request(app)
served = WaitingRoom(app, largest_body=app.config["MAX_CONTENT_LENGTH"], at_start=partial(warm_up, app))
