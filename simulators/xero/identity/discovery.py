"""Where a client finds everything else: the discovery document."""

from __future__ import annotations

from simulators.kernel.call import Doc
from simulators.xero.identity import scopes

AUTHORIZE = "/identity/connect/authorize"
DISCOVERY = "/.well-known/openid-configuration"


def document(base_url: str) -> Doc:
    """The document at an address. Source: documented, facts 1.1 and 1.3."""
    return {
        "issuer": base_url,
        "authorization_endpoint": f"{base_url}{AUTHORIZE}",
        "token_endpoint": f"{base_url}/connect/token",
        "revocation_endpoint": f"{base_url}/connect/revocation",
        "jwks_uri": f"{base_url}{DISCOVERY}/jwks",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": [*scopes.MEANINGS, scopes.OF_THE_APP],
        "claims_supported": [
            "sub", "xero_userid", "email", "preferred_username", "name", "given_name",
            "family_name",
        ],
    }  # fmt: skip
