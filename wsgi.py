"""What a WSGI server and the flask command load: the application, with the settings of `.env` beside this file."""

from pathlib import Path

from dotenv import load_dotenv

from loyalty_app.app import create_app
from loyalty_app.jobs.embedded import start_with_first_request

load_dotenv(Path(__file__).with_name(".env"))  # what the environment says already stays
app = create_app()
if app.extensions["settings"].is_embedded:
    start_with_first_request(app)
