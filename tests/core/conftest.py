"""Settings for the tests of reading and printing."""

from hypothesis import settings

# On a busy machine a slow example says nothing about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
