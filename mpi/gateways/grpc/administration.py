"""AdministrationService: the sources, and how the index is."""

# ruff: noqa: N802 (the methods' names are the contract's)

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import grpc

from mpi.errors import SourceNotFound
from mpi.gateways.grpc import wire
from mpi.gateways.grpc.calls import answer, caller
from mpi.gateways.grpc.reading import Reading
from mpi.index import PatientIndex
from mpi.v1 import administration_pb2 as pb
from mpi.v1 import administration_pb2_grpc

PAGE_DEFAULT: Final = 100
PAGE_MAX: Final = 1000


class AdministrationServicer(administration_pb2_grpc.AdministrationServiceServicer):
    """Decode, validate, ask the index, encode."""

    def __init__(
        self, index: PatientIndex, versions: Mapping[str, str], started_at: datetime
    ) -> None:
        self._index = index
        self._versions = dict(versions)
        self._started_at = started_at

    def RegisterSource(
        self, request: pb.RegisterSourceRequest, context: grpc.ServicerContext
    ) -> pb.RegisterSourceResponse:
        reading = Reading()
        source = reading.source(request.source)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        registered = answer(self._index.register_source(source, on_behalf), on_behalf)
        return pb.RegisterSourceResponse(source=wire.source(registered))

    def ListSources(
        self, request: pb.ListSourcesRequest, _: grpc.ServicerContext
    ) -> pb.ListSourcesResponse:
        reading = Reading()
        size = reading.count(request.page_size, "page_size", PAGE_DEFAULT, PAGE_MAX)
        # The token is the last code shown: sources are only ever added.
        after = reading.text(request.page_token, "page_token")
        reading.done()
        rest = [source for source in self._index.sources() if source.code > after]
        shown = rest[:size]
        return pb.ListSourcesResponse(
            sources=[wire.source(source) for source in shown],
            next_page_token=shown[-1].code if len(rest) > size else "",
        )

    def GetSource(
        self, request: pb.GetSourceRequest, _: grpc.ServicerContext
    ) -> pb.GetSourceResponse:
        reading = Reading()
        code = reading.source_code(request.code, "code")
        reading.done()
        for source in self._index.sources():
            if source.code == code:
                return pb.GetSourceResponse(source=wire.source(source))
        raise SourceNotFound

    def GetIndexStatus(
        self, request: pb.GetIndexStatusRequest, _: grpc.ServicerContext
    ) -> pb.GetIndexStatusResponse:
        del request
        return pb.GetIndexStatusResponse(
            counts=self._index.counts(),
            model_digest=self._index.matcher.digest,
            versions=self._versions,
            started_at=wire.timestamp(self._started_at),
        )
