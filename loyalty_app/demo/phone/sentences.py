"""The sentences of iOS about a web service that does not do as it should (wallets B1)."""

from datetime import datetime, timedelta

from loyalty_app.demo.phone.calls import Changed, WebService


def about_list(service: WebService, changed: Changed) -> list[str]:
    """What is wrong with an answer to "What changed?" that names passes."""
    included = f"Response to 'What changed?' request included {len(changed.serial_numbers)} serial numbers but"
    if changed.serial_numbers and changed.tag is None:
        return [f"{included} omitted a lastUpdated tag."]
    if changed.serial_numbers and changed.tag == service.tag:
        return [f"{included} the lastUpdated tag ({changed.tag}) remained the same."]
    return []


def spurious_push(service: WebService, asked_at: datetime, tolerated: timedelta) -> list[str]:
    """A push after which nothing is new, long after the last time that something was."""
    if service.tag_changed_at is None or asked_at - service.tag_changed_at < tolerated:
        return []
    request = f"Request for passesUpdatedSince '{service.tag}' returned no serial numbers."
    return [f"Device received spurious push. {request} (Device = {service.device})"]


def unregistered(serial: str) -> str:
    """A list names what this phone does not hold."""
    return f"Update requested for unregistered serial number {serial}"


def unchanged(serial: str) -> str:
    """A list names what is not new."""
    return f"Server requested update to serial number '{serial}', but the pass was unchanged."


def ignored(last_modified: str, serial: str) -> str:
    """The whole pass where 304 belongs."""
    return (
        f"Server ignored the 'if-modified-since' header ({last_modified}) and returned the full unchanged pass data "
        f"for serial number '{serial}'."
    )


def without_last_modified(serial: str) -> str:
    """A pass that cannot be asked for by its time."""
    return f"Server returned the pass data for serial number '{serial}' but did not provide a 'last-modified' header."


def invalid(why: str) -> str:
    """Bytes that are no pass."""
    return f"Received invalid pass data ({why})"


def another_serial(asked: str, received: str) -> str:
    """Another pass than the one that was asked for."""
    return f"Requested serial number {asked}, received serial number {received}"
