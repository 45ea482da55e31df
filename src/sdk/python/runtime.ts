/** What every Python client carries: sends requests and signs them, with the standard library only. */
export const PYTHON_RUNTIME = `"""Sends requests of a client, and signs them with Signature Version 4."""

import datetime
import hashlib
import hmac
import json
import re
import urllib.error
import urllib.parse
import urllib.request


class ApiResponse:
    """A whole answer: status, data (JSON, text, or the bytes of anything else) and headers by names in lower case."""

    def __init__(self, status, data, headers):
        self.status = status
        self.data = data
        self.headers = headers


class ApiError(Exception):
    """An answer whose status is not 2xx."""

    def __init__(self, response):
        super().__init__(f"HTTP status {response.status}")
        self.status = response.status
        self.data = response.data
        self.headers = response.headers


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args, **_kwargs):
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def encode(text):
    return urllib.parse.quote(str(text), safe="-_.~")


def segment(value, greedy):
    """A path's parameter, encoded; a greedy one keeps its slashes. Raises ValueError for dot segments: they would lead elsewhere."""
    parts = str(value).split("/") if greedy else [str(value)]
    if "." in parts or ".." in parts:
        raise ValueError(f"not a path parameter: {value}")
    return "/".join(encode(part) for part in parts)


def invoke(client, method, path, query, headers, body, content_type, signed, more_headers):
    """Sends a request and reads the whole answer. Raises ApiError when its status is not 2xx."""
    pairs = sorted(
        (encode(name), encode(_text(one)))
        for name, value in query.items()
        if value is not None
        for one in (value if isinstance(value, (list, tuple)) else [value])
    )
    search = "&".join(f"{name}={value}" for name, value in pairs)
    data = None
    sent = {"accept": client.default_accept_type}
    if body is not None:
        data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        is_opaque = isinstance(body, bytes) and content_type == "application/json"
        sent["content-type"] = "application/octet-stream" if is_opaque else content_type
    for name, value in {**headers, **(more_headers or {})}.items():
        if value is not None:
            sent[name.lower()] = _text(value)
    if client.api_key is not None:
        sent["x-api-key"] = client.api_key
    url = client.invoke_url + path + (f"?{search}" if search else "")
    if signed and client.access_key is not None and client.secret_key is not None:
        sent.update(_signature(client, method, url, search, data or b""))
    request = urllib.request.Request(url, data=data, headers=sent, method=method)
    try:
        with _opener.open(request, timeout=client.timeout) as answer:
            return _response(answer.status, answer.read(), answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            raise ApiError(_response(error.code, error.read(), error.headers)) from None


def _response(status, content, headers):
    names = {name.lower(): value for name, value in headers.items()}
    content_type = names.get("content-type", "text/plain").lower()
    if content == b"":
        return ApiResponse(status, None, names)
    if not re.search(r"^text/|\\b(?:json|xml|javascript|yaml|x-www-form-urlencoded)\\b", content_type):
        return ApiResponse(status, content, names)
    text = content.decode("utf-8", "replace")
    if re.search(r"\\bjson\\b", content_type):
        try:
            return ApiResponse(status, json.loads(text), names)
        except ValueError:
            pass
    return ApiResponse(status, text, names)


def _text(value):
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _signature(client, method, url, search, body):
    parts = urllib.parse.urlsplit(url)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = [now[:8], client.region, "execute-api", "aws4_request"]
    signed = {"host": parts.netloc, "x-amz-date": now}
    if client.session_token is not None:
        signed["x-amz-security-token"] = client.session_token
    names = sorted(signed)
    canonical = "\\n".join(
        [
            method,
            "/".join(encode(part) for part in (parts.path or "/").split("/")),
            search,
            *[f"{name}:{signed[name]}" for name in names],
            "",
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        ]
    )
    text = "\\n".join(["AWS4-HMAC-SHA256", now, "/".join(scope), hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{client.secret_key}".encode()
    for part in [*scope, text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    del signed["host"]
    signed["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={client.access_key}/{'/'.join(scope)}, "
        f"SignedHeaders={';'.join(names)}, Signature={key.hex()}"
    )
    return signed
`;
