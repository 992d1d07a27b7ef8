"""The six figures are those of the RFCs, whose own examples stand here."""

from datetime import UTC, datetime, timedelta

import pytest

from app.people.totp import address_for_app, as_text, find_step, make_code, secret_of, step_of

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 25, 9, 0, 10, tzinfo=UTC)

# RFC 4226, appendix D.
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
# RFC 6238, appendix B, the rows of SHA-1.
TOTP = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("counter", "code"), list(enumerate(HOTP)))
def test_the_examples_of_rfc_4226(counter, code):
    assert make_code(SECRET, counter) == code


@pytest.mark.parametrize(("seconds", "code"), TOTP)
def test_the_examples_of_rfc_6238(seconds, code):
    assert make_code(SECRET, step_of(datetime.fromtimestamp(seconds, UTC)), digits=8) == code


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_fits_for_half_a_minute_before_and_after(steps):
    code = make_code(SECRET, step_of(NOW) + steps)
    assert find_step(SECRET, code, NOW, after=0) == step_of(NOW) + steps


@pytest.mark.parametrize("steps", [-2, 2])
def test_and_no_longer(steps):
    assert find_step(SECRET, make_code(SECRET, step_of(NOW) + steps), NOW, after=0) is None


def test_a_code_works_once():
    code = make_code(SECRET, step_of(NOW))
    assert find_step(SECRET, code, NOW, after=step_of(NOW)) is None
    later = NOW + timedelta(seconds=30)
    assert find_step(SECRET, make_code(SECRET, step_of(later)), later, after=step_of(NOW)) == step_of(later)


@pytest.mark.parametrize("hostile", ["", "１２３４５６", "12345", "1234567", "abcdef", "\x00", "١٢٣٤٥٦", "😀"])
def test_what_is_no_code_fits_nothing(hostile):
    assert find_step(SECRET, hostile, NOW, after=0) is None


def test_each_nonce_and_each_key_gives_another_secret():
    secrets = {secret_of(key, nonce) for key in ("a" * 32, "b" * 32) for nonce in ("x", "y")}
    assert len(secrets) == 4
    assert all(len(secret) == 20 for secret in secrets)
    assert len(as_text(SECRET)) == 32


def test_the_address_for_the_app_holds_the_secret_and_escaped_names():
    address = address_for_app(SECRET, who="Lê Thị An", issuer="Thắp Sáng")
    assert address.isascii()
    assert address.startswith("otpauth://totp/Th%E1%BA%AFp%20S%C3%A1ng:L%C3%AA%20Th%E1%BB%8B%20An?")
    assert f"secret={as_text(SECRET)}" in address
