"""No bad input gives an error page of ours, and what can't be taken comes back with the form."""

import pytest

from tests.learning import walk

HOSTILE = (
    "\x00\x0b\x1b[31m\ufffe",
    "Nguye\u0302\u0303n Va\u0306n Bi\u0300nh \U0001f4a1 \u202eevil\u2066",
    "' OR 1=1; DROP TABLE members; -- {{ 7*7 }} <script>alert(1)</script>",
    "-1",
    "9" * 40,
    "31/02/2024",
    "1. " * 3000,
    "\t\t\t\n;;;,,,\n\t1",
    "Họ và tên\tHọ và tên\tKết quả\nA\tB\tC",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_each_field_of_each_form_takes_or_refuses_whatever_is_typed(cast, client, text):
    class_id, id_ = walk.add_class(cast), walk.registered(cast)
    leader = client.as_(cast.an)
    for address, names in (
        ("/learning/classes/new", ("title", "kind", "level", "starts_on", "ends_on", "place", "decision", "unit_id")),
        (f"/learning/classes/{class_id}/edit", ("title", "kind", "starts_on", "version", "once", "decided_on")),
        (f"/learning/classes/{class_id}", ("member", "once")),
        (f"/learning/classes/{class_id}/list", ("text", "once")),
        ("/learning/initiatives/new", ("title", "solution", "authors", "saved_money", "saved_hours", "registered_on")),
        (f"/learning/initiatives/{id_}/edit", ("title", "solution", "authors", "version", "saving_reason", "kind")),
        (f"/learning/initiatives/{id_}/withdraw", ("reason", "version")),
    ):
        page = leader.post(address, dict.fromkeys(names, text), status=None)
        assert page.status in (303, 409, 422), (address, page.status)
    query = dict.fromkeys(("q", "kind", "level", "state", "unit", "year", "at", "from", "to"), text)
    for address in ("/learning/", "/learning/initiatives/", "/learning/counts"):
        assert leader.get(address, query_string=query).status == 200
