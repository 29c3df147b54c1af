"""
Signed tokens (JWT, RS256), checked by clients against the published key.

The key is for tests and no secret: it stands here, is the same for every world, and signs the
same claims with the same text.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from functools import lru_cache
from hashlib import sha256
from math import prod
from typing import Any, Final

import orjson

PRIMES: Final = tuple(
    2**128 - below
    for below in (
        159, 173, 233, 237, 275, 357, 675, 713, 797, 1193, 1305, 1407, 1409, 1419, 1479, 1487,
    )
)  # fmt: skip
"""
Sixteen of 128 bits, where two of 1,024 are usual: a signature takes a fifteenth of the time.

Whoever checks one sees a key of 2,048 bits like any other; nobody needs to be kept from it.
"""
MODULUS: Final = prod(PRIMES)
EXPONENT: Final = 65_537
SIZE: Final = 256
PADDING: Final = b"\x00\x01" + b"\xff" * 202 + b"\x00"
SHA256: Final = bytes.fromhex("3031300d060960864801650304020105000420")
"""What PKCS #1 puts before a SHA-256 digest."""
CHINESE: Final = tuple(
    (prime, pow(EXPONENT, -1, prime - 1), (MODULUS // prime) * pow(MODULUS // prime, -1, prime))
    for prime in PRIMES
)
"""Per prime: the private exponent, and the weight of its share in the whole."""


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(number: int) -> str:
    return _text(number.to_bytes((number.bit_length() + 7) // 8, "big"))


KEY: Final = {"kty": "RSA", "n": _number(MODULUS), "e": _number(EXPONENT)}
KEY_ID: Final = _text(sha256(orjson.dumps(KEY, option=orjson.OPT_SORT_KEYS)).digest())
"""The key's thumbprint, RFC 7638."""
KEYS: Final = {"keys": [{**KEY, "use": "sig", "alg": "RS256", "kid": KEY_ID}]}
"""What stands at the address of the keys."""
HEADER: Final = _text(orjson.dumps({"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}))


def signed(claims: dict[str, Any]) -> str:
    """The token that says this."""
    return _signed(f"{HEADER}.{_text(orjson.dumps(claims))}")


@lru_cache(maxsize=256)
def _signed(text: str) -> str:
    digest = sha256(text.encode()).digest()
    message = int.from_bytes(PADDING + SHA256 + digest, "big")
    shares = (pow(message, private, prime) * weight for prime, private, weight in CHINESE)
    return f"{text}.{_text((sum(shares) % MODULUS).to_bytes(SIZE, 'big'))}"


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, its signature not looked at; empty when it is no token."""
    _, _, rest = token.partition(".")
    text, _, _ = rest.partition(".")
    try:
        claims = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (NotBase64, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def left_half(token: str) -> str:
    """The hash of an access token that an id token carries, `at_hash`."""
    return _text(sha256(token.encode()).digest()[:16])
