"""The benchmark of every address knows every address."""

from benchmarks.every_address import FIXED, NARROWED, ROWS, chosen, routes


def test_every_route_with_a_parameter_has_values() -> None:
    unknown = [
        route.name
        for route in routes()
        if route.parameters and route.name not in {*ROWS, *FIXED} and route.model is None
    ]
    assert unknown == []


def test_what_has_values_is_a_route() -> None:
    known = {route.name for route in routes()}
    assert {*ROWS, *FIXED, *NARROWED} - known == set()


def test_some_are_chosen_by_their_patterns() -> None:
    found = chosen("^admin/$|^working/topics/.*/map/$", files=True)
    assert {route.name for route in found} == {"admin:index", "site:working-topic-map"}
    assert chosen("", files=True) == list(routes())
