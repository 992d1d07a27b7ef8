"""The product with its locks off: what the test of the rush is tested with. Nothing else may start it."""

from app.core import actions

actions.locks_are_on = False

from wsgi import app  # noqa: E402, F401
