"""What a WSGI server and the flask command load."""

from loyalty_app.app import create_app

app = create_app()
