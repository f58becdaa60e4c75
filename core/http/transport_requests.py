"""The transport for everyday calls, on requests, with its sockets under the call's deadline."""

import http.client
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from core.http.body import read_body
from core.http.connect import open_socket, tls_context
from core.http.deadline import DeadlineSocket, WireCall
from core.http.faults import WireFault, fault_from
from core.http.origin import Origin
from core.http.transport import WireAnswer, WireRequest

POOL_SIZE = 16
_LIBRARY_ERRORS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)


class _Connection(HTTPConnection):
    def _new_conn(self) -> DeadlineSocket:
        return open_socket(self._dns_host, self.port or 80)


class _TLSConnection(HTTPSConnection):
    def _new_conn(self) -> DeadlineSocket:
        return open_socket(self._dns_host, self.port or 443)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=tls_context(), **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}


class RequestsTransport:
    """On the adapter alone: a session would add cookies, proxies and .netrc of the environment, and follow redirects."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._adapter = _Adapter(pool_connections=1, pool_maxsize=POOL_SIZE, max_retries=0)

    def fetch(self, request: WireRequest, call: WireCall, *, fresh: bool) -> WireAnswer:
        adapter = _Adapter(pool_connections=1, pool_maxsize=1, max_retries=0) if fresh else self._adapter
        try:
            return self._exchange(adapter, request, call)
        except _LIBRARY_ERRORS as error:
            raise self._fault(error, call) from error
        finally:
            if fresh:
                adapter.close()

    def close(self) -> None:
        self._adapter.close()

    def _exchange(self, adapter: HTTPAdapter, request: WireRequest, call: WireCall) -> WireAnswer:
        url = f"{self._origin.url}{request.target}"
        prepared = requests.Request(request.method, url, headers=dict(request.headers), data=request.body).prepare()
        response = adapter.send(prepared, stream=True, timeout=call.remaining(), verify=True, proxies={})
        complete = False
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            body, complete = read_body(
                lambda size: response.raw.read(size, decode_content=False),
                response.status_code,
                headers,
                request.max_body,
            )
        finally:
            if not complete:
                response.raw.close()  # what was not read must not be mistaken for the next answer
            response.close()
        return WireAnswer(response.status_code, headers, body)

    @staticmethod
    def _fault(error: Exception, call: WireCall) -> WireFault:
        # Where no socket of ours was asked (a mocked transport), only the kind of error tells what was sent.
        read_failed = isinstance(error, requests.exceptions.ReadTimeout | requests.exceptions.ChunkedEncodingError)
        sent = call.sent or (read_failed and not call.opening)
        return fault_from(error, sent=sent, expired=call.expired)
