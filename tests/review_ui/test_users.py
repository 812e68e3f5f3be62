"""Who may sign in."""

import json
import stat
from pathlib import Path

import pytest

from review_ui.users import FILE, UserError, Users, generated_password


def test_a_password_is_kept_as_argon2id_and_verifies(data: Path):
    users = Users(data)
    users.put("ann", "correct horse battery")
    text = (data / FILE).read_text()
    assert "correct horse" not in text
    assert "$argon2id$" in text
    verified = users.verified("ann", "correct horse battery")
    assert verified is not None
    assert verified.name == "ann"


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("ben", "correct horse battery")])
def test_a_wrong_password_and_an_unknown_name_are_both_refused(
    data: Path, name: str, password: str
):
    users = Users(data)
    users.put("ann", "correct horse battery")
    assert users.verified(name, password) is None


def test_nobody_else_may_read_the_file(data: Path):
    Users(data).put("ann", "correct horse battery")
    assert stat.S_IMODE((data / FILE).stat().st_mode) == 0o600


def test_a_user_added_by_another_process_is_known_at_once(data: Path):
    running, command = Users(data), Users(data)
    assert running.names() == []
    command.put("ann", "correct horse battery")
    assert running.names() == ["ann"]
    command.remove("ann")
    assert running.verified("ann", "correct horse battery") is None


@pytest.mark.parametrize("name", ["", "Ann", "a b", "../x", "a" * 65, "-a"])
def test_a_name_that_cannot_be_is_refused_without_being_repeated(data: Path, name: str):
    with pytest.raises(UserError, match="name: expected") as error:
        Users(data).put(name, "correct horse battery")
    assert len(name) < 2 or name not in str(error.value)


@pytest.mark.parametrize("password", ["short", "x" * 257])
def test_a_password_that_cannot_be_is_refused_without_being_repeated(data: Path, password: str):
    with pytest.raises(UserError, match="password: expected") as error:
        Users(data).put("ann", password)
    assert password not in str(error.value)


def test_a_file_that_is_none_of_ours_is_said_and_left_as_it_is(data: Path):
    data.mkdir()
    (data / FILE).write_text(json.dumps({"users": ["ann"]}))
    with pytest.raises(UserError, match="expected a file of users"):
        Users(data).names()
    assert (data / FILE).read_text() == '{"users": ["ann"]}'


def test_generated_passwords_are_long_and_never_the_same():
    assert generated_password() != generated_password()
    assert len(generated_password()) >= 20
