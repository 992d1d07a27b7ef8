"""The one kind of error that reading what a person typed, or uploaded, can raise."""

from typing import ClassVar


class WrongInput(ValueError):
    """Something typed or uploaded cannot be read; says which way by a code, never by a sentence.

    A subclass names its `kind` and lists its `codes`; `key` ("money.empty") finds the sentence in
    `app.core.messages`. A code that the class doesn't list is a mistake of ours, so it raises KeyError.
    """

    kind: ClassVar[str]
    codes: ClassVar[frozenset[str]]

    def __init__(self, code: str) -> None:
        if code not in self.codes:
            raise KeyError(code)
        super().__init__(code)
        self.code = code

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.code}"
