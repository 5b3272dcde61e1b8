"""XML and JSON that nobody's camera sends."""

from __future__ import annotations

import pytest

from beadle.anpr.adapters.trees import Broken, first, parse_json, within, xml

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;">]>
<EventNotificationAlert><ANPR><licensePlate>&lol2;</licensePlate></ANPR></EventNotificationAlert>"""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOMB, "entities or a document type"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entities or a document type"),
        (b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>', "entities or a document type"),
        (b"<a>" * 200_000, "deeper or larger"),
        (b"<a" + b"".join(b' x%d="1"' % number for number in range(200_000)) + b"/>", "deeper or larger"),
        (b"<a>" + b"<b/>" * 30_000 + b"</a>", "deeper or larger"),
        (b"<a><b></a>", "cannot be read"),
        (b"", "cannot be read"),
        (b"<a>\x00</a>", "cannot be read"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', ""),
    ],
)
def test_what_is_refused(data: bytes, words: str):
    found = xml(data)
    assert isinstance(found, str)
    assert words in found


def test_names_without_namespaces():
    root = xml(b'<x:a xmlns:x="u" x:K="1"><x:b>t</x:b><c xmlns="v"> u </c></x:a>')
    assert not isinstance(root, str)
    assert (root.tag, root.get("K")) == ("a", "1")
    assert (within(root, "B"), within(root, "nothing", "C"), within(root, "d")) == ("t", "u", "")
    assert first(root, "a") is root
    undeclared = xml(b'<x:a y:K="1"><x:b>1:2</x:b></x:a>')
    assert not isinstance(undeclared, str)
    assert (within(undeclared, "b"), undeclared.get("K")) == ("1:2", "1")


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": NaN}', "[" * 200_000, "[" * 41 + "]" * 41, '{"a":' * 100 + "1" + "}" * 100, "1" * 5000]
)
def test_json_that_is_refused(text: str):
    assert isinstance(parse_json(text), Broken)


def test_json():
    assert parse_json('{"a": [1, 2.5, "x", null]}') == {"a": [1, 2.5, "x", None]}
    assert not isinstance(parse_json("[" * 39 + "]" * 39), Broken)
