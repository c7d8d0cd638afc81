"""What it means that the database refused: somebody else was first, or holds what is needed."""

from sqlalchemy.exc import DBAPIError, IntegrityError

_SERIALIZATION_FAILURE, _DEADLOCK, _LOCK_NOT_AVAILABLE, _QUERY_CANCELED = "40001", "40P01", "55P03", "57014"
_TOO_MANY_CONNECTIONS, _CANNOT_CONNECT_NOW = "53300", "57P03"


def is_lock_timeout(problem: DBAPIError) -> bool:
    """Whether somebody else held what was needed for too long, or no connection was to be had."""
    state = getattr(problem.orig, "sqlstate", None)
    return state in (_LOCK_NOT_AVAILABLE, _QUERY_CANCELED, _TOO_MANY_CONNECTIONS, _CANNOT_CONNECT_NOW) or (
        state is None and "locked" in str(problem.orig)
    )


def is_worth_repeating(problem: DBAPIError) -> bool:
    """Whether somebody else was first: the next attempt sees what they wrote and judges by it."""
    if isinstance(problem, IntegrityError):
        return "unique" in str(problem.orig).lower() or "duplicate key" in str(problem.orig).lower()
    return (
        getattr(problem.orig, "sqlstate", None) in (_SERIALIZATION_FAILURE, _DEADLOCK) or problem.connection_invalidated
    )
