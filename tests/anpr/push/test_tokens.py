"""Tokens of push addresses."""

from __future__ import annotations

from beadle.anpr.push.tokens import new_token, token_hash


def test_tokens_are_long_different_and_fit_into_an_address():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_the_hash_tells_tokens_apart_and_takes_any_text():
    assert token_hash("a") == token_hash("a") != token_hash("b")
    assert len({token_hash(text) for text in ("", "a" * 10_000, "\ud800", "ä")}) == 4
