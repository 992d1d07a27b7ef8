"""A form that came after its session had ended: nothing of it is saved, and nothing that was typed is lost."""

import re

from flask import render_template, request

# Choices and ticks say nothing to copy; passwords and the form's own marks are never shown.
_CHOICE = re.compile(r"[a-z_]{1,30}")
_MARKS = re.compile(r"csrf_token|once|version|works|.*password.*|.*code.*")
LONGEST = 100_000


def typed_texts() -> list[str]:
    """What a person typed into the form that was sent, in its order, as far as can be told without the form."""
    return [
        text[:LONGEST]
        for name, value in request.form.items(multi=True)
        if (text := value.replace("\x00", "").strip()) and not _MARKS.fullmatch(name) and not _CHOICE.fullmatch(text)
    ]


def late_page(texts: list[str]) -> tuple[str, int]:
    """The page that gives back what was typed, as text to copy. It can't be sent from there: whoever made another's
    browser send it would have their content one click away from being taken."""
    rule = request.url_rule
    address = request.full_path.rstrip("?") if rule is not None and "GET" in (rule.methods or ()) else None
    return render_template("errors/late.html", typed="\n".join(texts), address=address), 400
