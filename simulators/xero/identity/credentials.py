"""What a call says of who makes it: bearer token, client id and secret, form fields."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from urllib.parse import parse_qs

from simulators.kernel.call import Call


def bearer(call: Call) -> str:
    """The access token that a call carries, empty when it carries none."""
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def form_lists(call: Call) -> dict[str, list[str]]:
    """The fields of a form body with all their values; empty when the body is something else."""
    if "json" in call.headers.get("content-type", ""):
        return {}
    try:
        return parse_qs(call.body.decode(), keep_blank_values=True)
    except ValueError:
        return {}


def form(call: Call) -> dict[str, str]:
    """The fields of a form body, the last value of each."""
    return {name: values[-1] for name, values in form_lists(call).items()}


def client_of(call: Call) -> tuple[str, str]:
    """Client id and secret of a token call, from Basic or from the form."""
    scheme, _, text = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = b64decode(text, validate=True).decode().partition(":")
        except (NotBase64, ValueError):
            return "", ""
        return client_id, secret
    fields = form(call)
    return fields.get("client_id", ""), fields.get("client_secret", "")
