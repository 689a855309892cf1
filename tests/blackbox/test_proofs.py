"""Short versions of the proofs, each after its control: the same tool with a bug put back, which
must find it (a tool exits with success if it found what it should have)."""

import pytest

PROOFS = [
    "crash --cycles 10",
    "powercut --cuts 8",
    "idempotency --keys 100",
    "jobs --every 20",
    "bitflip --flips 12 --place database",
    "bitflip --flips 12 --place log",
    "bitflip --flips 12 --place index",
    "tenants --requests 1500",
    "erasure --canaries 300",
    "badinput --every 10",
    "slowloris --connections 200 --timers-ms 2000 2000 2000",
]

CONTROLS = [
    "crash --cycles 10 --control stale",
    "crash --cycles 10 --control torn",
    "crash --cycles 10 --control ignored-key",
    "powercut --cuts 20 --control",
    "idempotency --keys 50 --control",
    "jobs --control",
    "bitflip --flips 40 --place database --control",
    "bitflip --flips 12 --place log --control",
    "tenants --control",
    "erasure --canaries 300 --control",
    "badinput --every 10 --control",
    "slowloris --connections 20 --timers-ms 1000 1000 1000 --control",
]


@pytest.mark.parametrize("arguments", CONTROLS)
def test_the_control_finds_its_bug(testkit, arguments: str) -> None:
    testkit(*arguments.split())


@pytest.mark.parametrize("arguments", PROOFS)
def test_the_product_holds(testkit, arguments: str) -> None:
    testkit(*arguments.split())
