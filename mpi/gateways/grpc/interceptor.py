"""The door: what happens to every call before and after its servicer.

Request id, actor, rate limit, decoding, error translation, one log line.  Read `_Call` first; the
interceptor only puts one around each method.  Log lines hold the method, the outcome, the time
taken and ids, never what a request said.
"""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import grpc
from grpc_status import rpc_status

from mpi.errors import InvalidArgument, MpiError, ResourceExhausted, Violation
from mpi.gateways.grpc.decoding import Malformed, strict
from mpi.gateways.grpc.flight import InFlight
from mpi.gateways.grpc.rate import TokenBucket
from mpi.gateways.grpc.status import fault, status

log = logging.getLogger("mpi.calls")

ANONYMOUS: Final = "anonymous"
_OUR_METHODS: Final = "/mpi.v1."
_ID: Final = re.compile(r"[A-Za-z0-9._:@/+-]{1,128}")


class Door(grpc.ServerInterceptor):
    """Wraps every method of our services; health and reflection pass untouched."""

    def __init__(self, rate: TokenBucket, in_flight: InFlight) -> None:
        self._rate = rate
        self._in_flight = in_flight

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Any],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        handler = continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or not method.startswith(_OUR_METHODS):
            return handler
        name = method.removeprefix(_OUR_METHODS)
        decode = strict(handler.request_deserializer)
        encode = handler.response_serializer
        if handler.request_streaming:
            behavior = self._streaming(name, handler.stream_stream)
            return grpc.stream_stream_rpc_method_handler(behavior, decode, encode)
        if handler.response_streaming:
            behavior = self._watching(name, handler.unary_stream)
            return grpc.unary_stream_rpc_method_handler(behavior, decode, encode)
        behavior = self._single(name, handler.unary_unary)
        return grpc.unary_unary_rpc_method_handler(behavior, decode, encode)

    def _single(self, name: str, serve: Callable[..., Any]) -> Callable[..., Any]:
        def behavior(request: Any, context: grpc.ServicerContext) -> Any:
            call = _Call(name, context)
            with call.answered(), self._in_flight.call():
                call.admit(self._rate)
                call.decoded(request)
                answer = serve(request, context)
                call.note_source(request)
                return answer

        return behavior

    def _watching(self, name: str, serve: Callable[..., Any]) -> Callable[..., Any]:
        def behavior(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            call = _Call(name, context)
            with call.answered(), self._in_flight.call():
                call.admit(self._rate)
                call.decoded(request)
                yield from serve(request, context)

        return behavior

    def _streaming(self, name: str, serve: Callable[..., Any]) -> Callable[..., Any]:
        def behavior(requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
            call = _Call(name, context)
            with call.answered(), self._in_flight.call():
                call.admit(self._rate)
                yield from serve(requests, context)

        return behavior


class _Call:
    """One call at the door."""

    def __init__(self, name: str, context: grpc.ServicerContext) -> None:
        self._name = name
        self._context = context
        self._began = time.monotonic()
        self._source = ""
        self._id = _id_of(context)

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Turns whatever is raised inside into a status, and writes the log line."""
        try:
            yield
        except MpiError as error:
            self._refuse(error)
        except GeneratorExit:
            self._log("CANCELLED")
            raise
        except NotImplementedError:
            # A method of the contract that this server does not have: gRPC's own answer to that.
            self._log("UNIMPLEMENTED")
            self._context.abort(grpc.StatusCode.UNIMPLEMENTED, "this server does not have it")
        except Exception as error:  # noqa: BLE001 (gRPC would log its message, and so values)
            self._refuse(fault(error))
        else:
            self._log("OK" if self._context.is_active() else "CANCELLED")

    def admit(self, rate: TokenBucket) -> None:
        actor_of(self._context)
        wait_s = rate.take()
        if wait_s > 0:
            raise _RateReached(wait_s)

    def decoded(self, request: Any) -> None:
        if isinstance(request, Malformed):
            raise InvalidArgument(*request.violations)

    def note_source(self, request: Any) -> None:
        """Called after success only: then the source is a registered code, and no stray text."""
        if "key" in request.DESCRIPTOR.fields_by_name:
            self._source = request.key.source

    def _refuse(self, error: MpiError) -> None:
        retry_after_s = error.retry_after_s if isinstance(error, _RateReached) else 0.0
        self._log(error.code, error.reason, error.metadata.get("incident", ""))
        self._context.abort_with_status(rpc_status.to_status(status(error, retry_after_s)))

    def _log(self, code: str, reason: str = "", incident: str = "") -> None:
        line: dict[str, object] = {
            "method": self._name,
            "code": code,
            "ms": round((time.monotonic() - self._began) * 1000, 1),
            "request": self._id,
        }
        if reason:
            line["reason"] = reason
        if self._source:
            line["source"] = self._source
        if incident:
            line["incident"] = incident
        log.info(json.dumps(line))


class _RateReached(ResourceExhausted):
    """More calls than this server takes; come again a little later."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(limit="calls_per_s")
        self.retry_after_s = retry_after_s


def actor_of(context: grpc.ServicerContext) -> str:
    """On whose behalf the call is made, as its metadata says.

    To be replaced by what access control knows, once there is some.
    """
    actor = _metadata(context, "x-actor")
    if actor and not _ID.fullmatch(actor):
        raise InvalidArgument(
            Violation("x-actor", 'at most 128 letters, digits, ".", "_", "-", ":", "@", "/", "+"')
        )
    return actor or ANONYMOUS


def _id_of(context: grpc.ServicerContext) -> str:
    """What the log calls this call: as its metadata says, else something new."""
    given = _metadata(context, "x-request-id")
    return given if _ID.fullmatch(given) else uuid.uuid4().hex[:16]


def _metadata(context: grpc.ServicerContext, key: str) -> str:
    for name, value in context.invocation_metadata() or ():
        if name == key:
            return value if isinstance(value, str) else ""
    return ""
