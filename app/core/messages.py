"""Sentences for what people typed wrongly."""

from app.core.wrong_input import WrongInput


def sentence(error: WrongInput) -> str:
    return error.key
