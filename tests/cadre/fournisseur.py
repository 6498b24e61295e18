"""A real identity provider on a port of its own, that signs its userinfo as ProConnect does.

Run as a program (its libraries warn in ways our suite refuses): prints its port, serves until it is killed.
A user's claim `reponse` says how userinfo is answered: signe (default), json, autre_cle, autre_public, sans_algo.
"""

import json
import os
import sys

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import flask
import jwt
import oidc_provider_mock
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.serving import make_server

CLIENT = "entre-deux-test"
AUTRE_CLE = rsa.generate_private_key(65537, 2048)


def sign(claims: dict, reponse: str) -> str:
    key = flask.g.oidc_provider_mock_storage.jwk
    private = jwt.PyJWK(key.as_dict(is_private=True), algorithm="RS256").key
    headers = {"kid": kid} if (kid := key.as_dict().get("kid")) else {}
    audience = "un autre client" if reponse == "autre_public" else CLIENT
    told = {**claims, "iss": flask.request.host_url.rstrip("/"), "aud": audience}
    if reponse == "sans_algo":
        return jwt.encode(told, None, algorithm="none", headers=headers)
    return jwt.encode(told, AUTRE_CLE if reponse == "autre_cle" else private, algorithm="RS256", headers=headers)


def main() -> None:
    app = oidc_provider_mock.app(require_nonce=True)

    @app.after_request
    def answer_as_proconnect(response: flask.Response) -> flask.Response:
        if flask.request.path != "/userinfo" or response.status_code != 200:
            return response
        claims = json.loads(response.get_data())
        reponse = claims.pop("reponse", "signe")
        if reponse != "json":
            response.set_data(sign(claims, reponse))
            response.content_type = "application/jwt"
        return response

    server = make_server("127.0.0.1", 0, app)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
