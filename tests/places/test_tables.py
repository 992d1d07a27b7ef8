import pytest

from app.places.tables import (
    CLASSIFICATION_KINDS,
    DATA,
    TableError,
    country_points,
    provinces,
    read_classifications,
    read_communes,
    read_conversions,
)

HEAD = "code,name,kind,district,valid_from,valid_to,lat,lon\n"
GOOD = "01234,Suối Hoà,commune,huyện Đông,2020-01-01,30/06/2025,21.5,106.5\n"


def problems_of(text, read=read_communes):
    with pytest.raises(TableError) as refused:
        read(text.encode() if isinstance(text, str) else text)
    return [(p.line, p.column, p.key) for p in refused.value.problems]


def test_a_table_reads_into_rows_with_names_in_one_spelling():
    (row,) = read_communes((HEAD + GOOD).encode())
    assert (row.code, row.name, row.district) == ("01234", "Suối Hòa", "huyện Đông")
    assert (row.valid_from.year, row.valid_to.day, row.lat) == (2020, 30, 21.5)


def test_semicolons_a_byte_order_mark_and_lost_zeros_are_understood():
    text = "\ufeff" + (HEAD + GOOD).replace(",", ";").replace("01234", "1234")
    assert read_communes(text.encode())[0].code == "01234"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("01234", "12a45", (2, "code", "cell_no_code")),
        ("01234", "", (2, "code", "cell_empty")),
        ("01234", "123456", (2, "code", "cell_no_code")),
        ("Suối Hoà", "", (2, "name", "cell_empty")),
        ("Suối Hoà", "x" * 101, (2, "name", "cell_too_long")),
        ("commune", "xã", (2, "kind", "cell_no_choice")),
        ("2020-01-01", "2020-13-01", (2, "valid_from", "cell_no_date")),
        ("2020-01-01", "", (2, "valid_from", "cell_empty")),
        ("30/06/2025", "31/02/2025", (2, "valid_to", "cell_no_date")),
        ("30/06/2025", "2019-12-31", (2, "valid_to", "cell_before_start")),
        ("21.5", "106.5", (2, "lat", "cell_no_coordinate")),
        ("21.5", "nan", (2, "lat", "cell_no_coordinate")),
        ("21.5", "north", (2, "lat", "cell_no_coordinate")),
    ],
)
def test_a_bad_cell_is_told_with_its_line_and_column(old, new, expected):
    assert expected in problems_of(HEAD + GOOD.replace(old, new))


def test_the_same_commune_twice_is_told():
    assert problems_of(HEAD + GOOD + GOOD) == [(3, "code", "cell_repeated")]


def test_a_table_without_its_columns_rows_or_encoding_is_refused():
    assert problems_of("code;kind\n1;2\n") == [(1, "name", "column_missing"), (1, "valid_from", "column_missing")]
    assert problems_of(HEAD) == [(1, "", "table_empty")]
    assert problems_of((HEAD + GOOD).encode("utf-16")) == [(1, "", "not_utf8")]
    assert problems_of("") == [(1, c, "column_missing") for c in ("code", "name", "kind", "valid_from")]
    assert problems_of(HEAD + '"' + "x" * 200_000) == [(2, "", "table_broken")]


def test_a_classification_needs_a_document_of_its_own_or_of_its_table():
    text = "code,kind,valid_from,document\n01234,border,2026-01-01,\n"
    assert problems_of(text, read_classifications) == [(2, "document", "cell_empty")]
    (row,) = read_classifications(text.encode(), "Nghị định 1")
    assert (row.document, row.is_illustrative, row.commune_valid_from) == ("Nghị định 1", False, None)


def test_a_flag_is_one_or_zero():
    text = "old_code,old_valid_from,new_code,new_valid_from,is_part\n01234,2020-01-01,01235,2025-07-01,maybe\n"
    assert problems_of(text, read_conversions) == [(2, "is_part", "cell_no_flag")]


def test_our_own_tables_are_clean():
    assert len(read_communes((DATA / "lang-son-communes.csv").read_bytes())) == 266
    assert len(read_conversions((DATA / "lang-son-conversion.csv").read_bytes())) == 204
    rows = read_classifications((DATA / "lang-son-classifications.csv").read_bytes())
    assert {row.kind for row in rows} <= set(CLASSIFICATION_KINDS)
    assert len(provinces()) == 34
    assert len(country_points()) == 3321


def test_eleven_border_communes_and_49_with_difficult_villages_are_real_and_the_rest_is_marked():
    rows = read_classifications((DATA / "lang-son-classifications.csv").read_bytes())
    real = [row.kind for row in rows if not row.is_illustrative]
    assert (real.count("border"), real.count("difficult_villages"), len(real)) == (11, 49, 60)
    assert all("Minh hoạ" in row.document for row in rows if row.is_illustrative)
