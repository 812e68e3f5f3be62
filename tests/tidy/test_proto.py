"""The contract keeps the rules of buf's STANDARD and COMMENTS sets, and never reuses a number."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2 as pb

ROOT = Path(__file__).parents[2]
PROTO = ROOT / "proto"
LOCK = Path(__file__).with_name("wire.lock")
FILES = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))

pytest.importorskip("grpc_tools", reason="comes with the dev dependencies")


def _protoc(*options: str) -> None:
    command = [sys.executable, "-m", "grpc_tools.protoc", "-I", str(PROTO), *options, *FILES]
    subprocess.run(command, check=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[pb.FileDescriptorProto]:
    out = tmp_path_factory.mktemp("descriptors") / "set"
    _protoc(f"--descriptor_set_out={out}", "--include_source_info")
    return list(pb.FileDescriptorSet.FromString(out.read_bytes()).file)


def test_the_generated_code_is_fresh(tmp_path: Path):
    _protoc(f"--python_out={tmp_path}", f"--pyi_out={tmp_path}", f"--grpc_python_out={tmp_path}")
    generated = {path.name: path.read_bytes() for path in (tmp_path / "mpi" / "v1").iterdir()}
    committed = {
        path.name: path.read_bytes()
        for path in (ROOT / "mpi" / "v1").iterdir()
        if path.is_file() and path.name != "__init__.py"
    }
    assert committed == generated, "run `make proto`"


def test_files_lie_where_their_package_says(files: list[pb.FileDescriptorProto]):
    for file in files:
        assert file.syntax == "proto3"
        assert re.fullmatch(r"mpi\.v\d+", file.package)
        assert re.fullmatch(file.package.replace(".", "/") + r"/[a-z][a-z0-9_]*\.proto", file.name)
        assert not file.public_dependency


def test_every_import_is_used(files: list[pb.FileDescriptorProto]):
    defined = {
        f".{file.package}.{one.name}": file.name
        for file in files
        for one in (*file.message_type, *file.enum_type)
    }
    for file in files:
        named = set(re.findall(r'type_name: "([^"]+)"|(?:in|out)put_type: "([^"]+)"', str(file)))
        used = {defined.get(name) for pair in named for name in pair}
        ours = {name for name in file.dependency if not name.startswith("google/")}
        assert ours <= used, f"{file.name} imports {ours - used} for nothing"


def test_services_and_their_messages_are_named_alike(files: list[pb.FileDescriptorProto]):
    used: list[str] = []
    for file in files:
        for service in file.service:
            assert re.fullmatch(r"([A-Z][a-z]+)+Service", service.name)
            for method in service.method:
                assert re.fullmatch(r"([A-Z][a-z]+)+", method.name)
                assert method.input_type.rpartition(".")[2] == f"{method.name}Request"
                assert method.output_type.rpartition(".")[2] == f"{method.name}Response"
                used += [method.input_type, method.output_type]
    assert len(used) == len(set(used)), "each rpc has a request and a response of its own"


def test_names_are_written_as_protobuf_writes_them(files: list[pb.FileDescriptorProto]):
    for file in files:
        for message in file.message_type:
            assert re.fullmatch(r"([A-Z][a-z0-9]*)+", message.name)
            for one in (*message.field, *message.oneof_decl):
                name = one.name.removeprefix("_")  # a synthetic oneof of an optional field
                assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", name), f"{message.name}.{name}"
        for enum in file.enum_type:
            prefix = re.sub(r"(?<!^)([A-Z])", r"_\1", enum.name).upper() + "_"
            assert (enum.value[0].name, enum.value[0].number) == (prefix + "UNSPECIFIED", 0)
            assert not enum.options.allow_alias
            for value in enum.value:
                assert value.name.startswith(prefix)
                assert re.fullmatch(r"[A-Z][A-Z0-9_]+", value.name)


def test_lists_have_pages_and_writes_have_request_ids(files: list[pb.FileDescriptorProto]):
    fields = {m.name: {f.name for f in m.field} for file in files for m in file.message_type}
    methods = [method.name for file in files for one in file.service for method in one.method]
    for method in methods:
        asked, answered = fields[f"{method}Request"], fields[f"{method}Response"]
        if method.startswith(("List", "Search")):
            assert asked >= {"page_size", "page_token"}
            assert "next_page_token" in answered
        writes = ("Upsert", "Merge", "Move", "Delete", "Resolve", "Judge", "Revoke", "Register")
        if method.startswith(writes) and method != "UpsertRecords":
            assert "request_id" in asked, method


def test_everything_has_a_comment(files: list[pb.FileDescriptorProto]):
    for file in files:
        said = {
            tuple(location.path)
            for location in file.source_code_info.location
            if location.leading_comments.strip()
        }
        missing = [name for path, name in _commentable(file) if path not in said]
        assert not missing, f"{file.name}: {missing}"
        assert (12,) in said, f"{file.name} begins with what it is about"


def _commentable(file: pb.FileDescriptorProto) -> Iterator[tuple[tuple[int, ...], str]]:
    """Each element's path in source_code_info (by descriptor.proto's numbers), and its name."""
    for m, message in enumerate(file.message_type):
        yield (4, m), message.name
        for f, field in enumerate(message.field):
            yield (4, m, 2, f), f"{message.name}.{field.name}"
        for o, oneof in enumerate(message.oneof_decl):
            if not oneof.name.startswith("_"):
                yield (4, m, 8, o), f"{message.name}.{oneof.name}"
    for e, enum in enumerate(file.enum_type):
        yield (5, e), enum.name
        for v, value in enumerate(enum.value):
            yield (5, e, 2, v), value.name
    for s, service in enumerate(file.service):
        yield (6, s), service.name
        for r, method in enumerate(service.method):
            yield (6, s, 2, r), method.name


def test_an_rpc_says_what_it_writes_and_what_is_answered_when_nothing_is_found(
    files: list[pb.FileDescriptorProto],
):
    for file in files:
        comments = {tuple(one.path): one.leading_comments for one in file.source_code_info.location}
        for s, service in enumerate(file.service):
            for r, method in enumerate(service.method):
                words = " ".join(comments[(6, s, 2, r)].split())
                stated = ("Atomic", "atomic", "Writes nothing", "in the order of the journal")
                assert any(one in words for one in stated), method.name
                if not any(one in words for one in ("Atomic", "atomic")):
                    told = ("Reasons:", "Answers an empty list", "comes from time to time")
                    assert any(one in words for one in told) or "Status" in method.name


def test_a_number_on_the_wire_never_changes_its_meaning(files: list[pb.FileDescriptorProto]):
    now = set(_numbers(files))
    locked = set(LOCK.read_text(encoding="utf-8").splitlines())
    gone = sorted(line for line in locked - now if not _is_reserved(line, files))
    assert not gone, f"changed, or removed without `reserved`: {gone}"
    new = sorted(now - locked)
    assert not new, "add to tests/tidy/wire.lock:\n" + "\n".join(new)


def _is_reserved(line: str, files: list[pb.FileDescriptorProto]) -> bool:
    """Whether the line is about a removed field whose name and number are reserved."""
    found = re.match(r"(\w+)\.(\w+) = (\d+) ", line)
    for message in (message for file in files for message in file.message_type):
        if found and message.name == found[1]:
            numbers = [n for one in message.reserved_range for n in range(one.start, one.end)]
            return found[2] in message.reserved_name and int(found[3]) in numbers
    return False


def _numbers(files: list[pb.FileDescriptorProto]) -> Iterator[str]:
    """A line for each number ever given: a removed field must leave its number reserved."""
    for file in files:
        for message in file.message_type:
            for field in message.field:
                kind = field.type_name or pb.FieldDescriptorProto.Type.Name(field.type)
                many = "repeated" if field.label == field.LABEL_REPEATED else "single"
                yield f"{message.name}.{field.name} = {field.number} {many} {kind}"
        for enum in file.enum_type:
            for value in enum.value:
                yield f"{value.name} = {value.number}"
        for service in file.service:
            for method in service.method:
                streams = f"{method.client_streaming:d}{method.server_streaming:d}"
                yield f"{service.name}/{method.name} {streams}"
