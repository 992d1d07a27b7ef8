"""What upkeep can't do, as one sentence for the person at the terminal."""


class Trouble(Exception):
    """It was refused or went wrong, and nothing that was there before has changed. The text says why."""
