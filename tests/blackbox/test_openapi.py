"""A short run of `openapi.py`, after its control."""

import pathlib

import openapi


def test_a_wrong_description_is_noticed(server_binary: pathlib.Path) -> None:
    assert openapi.run(server_binary, examples=3, control=True) != 0


def test_the_api_is_as_described(server_binary: pathlib.Path) -> None:
    assert openapi.run(server_binary, examples=10) == 0
