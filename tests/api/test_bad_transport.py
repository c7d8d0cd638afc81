"""Bad inputs, A: what is no proper JSON request."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask

from tests.api.bad_inputs import Bad, a_scene, bad, crediting, looking_up, named, sending, stamping

TOO_LARGE = "This number is too large. Enter a smaller one."
NOT_JSON = "The body is not marked as JSON. Use Content-Type: application/json."
NOT_AN_OBJECT = "The body is something else than a JSON object. Send an object."
NOT_UTF8 = "The text is not UTF-8. Text must be UTF-8."

TRANSPORT = [
    bad("B001", 400, "body_missing", "The request has no body. Send a JSON object.", sending(b"")),
    bad("B001-blank", 400, "body_missing", "The request has no body. Send a JSON object.", sending(b" \n")),
    bad(
        "B002",
        400,
        "json_invalid",
        "The body is not valid JSON (line 1, column 6).",
        sending(b'{"a":'),
    ),
    *(
        bad(f"B003-{body}", 400, "json_object_expected", NOT_AN_OBJECT, sending(body))
        for body in ("[]", '"x"', "5", "null")
    ),
    bad("B004-text", 415, "content_type", NOT_JSON, sending("{}", headers={"Content-Type": "text/plain"})),
    bad("B004-none", 415, "content_type", NOT_JSON, sending("{}", headers={"Content-Type": ""})),
    bad(
        "B004-charset",
        415,
        "content_type",
        NOT_JSON,
        sending("{}", headers={"Content-Type": "application/json; charset=utf-16"}),
    ),
    *(
        bad(
            f"B005-{number}",
            400,
            "json_invalid",
            "Numbers must be finite. Send plain digits.",
            sending(f'{{"card_id": {number}}}'),
        )
        for number in ("NaN", "Infinity", "-Infinity", "1e400")
    ),
    bad(
        "B006",
        400,
        "json_duplicate_key",
        "“points” appears twice in the body. Send it once.",
        sending('{"points":1,"points":9}'),
    ),
    bad(
        "B006-inside",
        400,
        "json_duplicate_key",
        "“a” appears twice in the body. Send it once.",
        sending('{"card_id": {"a": 1, "a": 1}}'),
    ),
    bad(
        "B007",
        400,
        "json_too_deep",
        "The body has too many levels. Send a flatter one.",
        sending("[" * 30_000),
    ),
    bad(
        "B007-objects",
        400,
        "json_too_deep",
        "The body has too many levels. Send a flatter one.",
        sending('{"a":' * 5_000 + "1" + "}" * 5_000),
    ),
    bad("B008", 422, "number_out_of_range", TOO_LARGE, sending('{"card_id": ' + "9" * 5_000 + "}")),
    bad("B008-negative", 422, "number_out_of_range", TOO_LARGE, sending('{"card_id": -' + "9" * 5_000 + "}")),
    bad(
        "B009",
        413,
        "body_too_large",
        "This is larger than 64 KB. Send less at once.",
        sending(b"x" * 10_000_000),
    ),
    bad(
        "B009-says-less",
        400,
        "json_invalid",
        "The body is not valid JSON (line 1, column 1).",
        lambda s: s.send_lying(b"x" * 10_000_000, 5),
    ),
    bad(
        "B009-in-chunks",
        413,
        "body_too_large",
        "This is larger than 64 KB. Send less at once.",
        lambda s: s.send_in_chunks(b'{"card_id": 1}' + b" " * 100_000),
    ),
    bad("B010-latin-1", 400, "encoding", NOT_UTF8, sending('{"reason": "é"}'.encode("latin-1"))),
    bad("B010-surrogate", 400, "encoding", NOT_UTF8, sending('{"qr_code": "\\ud800"}')),
    bad("B010-surrogate-key", 400, "encoding", NOT_UTF8, sending('{"\\udfff": 1}')),
    bad("B010-bom", 400, "encoding", NOT_UTF8, sending(b"\xef\xbb\xbf{}")),
    bad("B010-utf-16", 400, "encoding", NOT_UTF8, sending('{"card_id": 1}'.encode("utf-16"))),
    bad("B010-utf-16-le", 400, "encoding", NOT_UTF8, sending('{"card_id": 1}'.encode("utf-16-le"))),
    *(
        bad(
            f"B011-{ord(char):04x}",
            422,
            "character_not_allowed",
            "“order_reference” contains a character we cannot store. Leave it out.",
            crediting(order_reference=f"47{char}11"),
        )
        for char in "\0\x1b\x7f\x85\u202e"
    ),
    bad(
        "B012",
        422,
        "field_unknown",
        "Unknown field “hapened_at”. Did you mean “happened_at”?",
        stamping(hapened_at="2026-01-01T00:00:00Z"),
    ),
    bad("B012-far", 422, "field_unknown", "Unknown field “xyz”. Leave it out.", stamping(xyz=1)),
    bad(
        "B012-inside",
        422,
        "field_type",
        "“category_ids.0” must be a whole number.",
        stamping(category_ids=[{"id": 1}]),
    ),
    bad(
        "B012-address",
        422,
        "field_unknown",
        "Unknown field “dryrun”. Did you mean “dry_run”?",
        lambda s: s.till.post("/stamp?dryrun=true", {"card_id": s.card.id}),
    ),
    bad(
        "B013",
        422,
        "field_missing",
        "“purchase_amount_cents” is required.",
        lambda s: s.till.post("/points", {"card_id": s.card.id}),
    ),
    *(
        bad(
            f"B014-{name}",
            422,
            "field_type",
            "“purchase_amount_cents” must be a whole number.",
            crediting(purchase_amount_cents=value),
        )
        for name, value in {
            "text": "5",
            "decimal": 5.0,
            "fraction": 5.5,
            "true": True,
            "list": [5],
            "object": {},
            "null": None,
        }.items()
    ),
    bad(
        "B014-list-for-text",
        422,
        "field_type",
        "“order_reference” must be a text.",
        crediting(order_reference=["4711"]),
    ),
    bad(
        "B014-number-for-text",
        422,
        "field_type",
        "“card_number” must be a text.",
        looking_up(card_number=123456789015),
    ),
    bad(
        "B014-text-for-list",
        422,
        "field_type",
        "“category_ids” must be a list.",
        stamping(category_ids="1,2"),
    ),
    bad(
        "B014-moment",
        422,
        "field_type",
        "“happened_at” must be a time such as 2026-12-31T10:42:00Z.",
        stamping(happened_at="yesterday"),
    ),
    bad(
        "B014-moment-without-zone",
        422,
        "field_type",
        "“happened_at” must be a time such as 2026-12-31T10:42:00Z.",
        stamping(happened_at="2026-12-31T10:42:00"),
    ),
    bad(
        "B014-switch",
        422,
        "field_type",
        "“dry_run” must be true or false.",
        lambda s: s.till.post("/stamp?dry_run=1", {"card_id": s.card.id}),
    ),
    bad(
        "B017",
        415,
        "content_type",
        "Compressed bodies are not accepted. Send plain JSON.",
        sending(gzip.compress(b" " * 1_000_000), headers={"Content-Encoding": "gzip"}),
    ),
    bad(
        "B018",
        422,
        "field_conflict",
        "“card_id” was given twice with different values. Send it once.",
        lambda s: s.till.post(f"/stamp?card_id={s.card.id + 1}", {"card_id": s.card.id}),
    ),
    bad(
        "B018-address",
        422,
        "field_conflict",
        "“dry_run” was given twice with different values. Send it once.",
        lambda s: s.till.post("/stamp?dry_run=true&dry_run=false", {"card_id": s.card.id}),
    ),
]


@named(TRANSPORT)
def test_what_is_no_proper_request_is_refused(app: Flask, case: Bad) -> None:
    case.must_be_refused(a_scene(app))


# B015, B016, B020: no route or another method; the gate lets these through to the problems.
def test_b015_other_methods_are_refused_with_those_that_exist(app: Flask) -> None:
    till = a_scene(app).till
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "GET"):
        answer = till.ask(method, "/stamp", headers={"X-HTTP-Method-Override": "POST"})
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
        if method != "TRACE":
            assert answer.content_type == "application/problem+json"
            assert answer.json is not None
            assert answer.json["code"] == "method_not_allowed"


def test_b015_a_browser_may_ask_what_exists(app: Flask) -> None:
    answer = a_scene(app).till.ask("OPTIONS", "/stamp")
    assert answer.status_code == 200
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_b016_the_answer_is_json_whatever_is_accepted(app: Flask) -> None:
    scene = a_scene(app)
    answer = scene.till.post("/stamp", {"card_id": scene.card.id}, headers={"Accept": "application/xml"})
    assert (answer.status_code, answer.content_type) == (200, "application/json")


ODD_PATHS = [
    "/api/v1/store/loyalty/cards/..%2fprogram",
    "/api/v1/store/loyalty/cards/../stamp",
    "/api/v1/store/loyalty/stamp%00",
    "/api/v1/store/loyalty/stamp;x",
    "/api/v1/store/loyalty/stamp.",
    "/api/v1/store/loyalty/stamp/",
    "/api/v1/store/loyalty//stamp",
    "/api/v1//store/loyalty/stamp",
    "/api/v1/store/loyalty/STAMP",
    "/api/v1/store/loyalty/st%61mp/x",
    "/api/v1/store/loyalty/cards/0",
    "/api/v1/store/loyalty/cards/01",
    "/api/v1/store/loyalty/cards/-1",
    "/api/v1/store/loyalty/cards/1.0",
    "/api/v1/store/loyalty/cards/١٢",
    "/api/v1/store/loyalty/cards/9223372036854775808",
    f"/api/v1/store/loyalty/cards/{'9' * 400}",
    "/api/",
    "/api/v2/store/loyalty/stamp",
]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_b020_an_odd_path_is_no_other_route(app: Flask, path: str) -> None:
    till = a_scene(app).till
    answer = till.ask("POST" if "stamp" in path else "GET", path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "not_found"
    assert answer.json["detail"] == "There is nothing here, or not any more. Go back and choose again."


def test_a_body_in_chunks_is_read_like_any_other(app: Flask) -> None:
    scene = a_scene(app)
    body = f'{{"card_id": {scene.card.id}, "staff_session": "{scene.till.staff_session}"}}'
    assert scene.send_in_chunks(body.encode()).status_code == 200


def test_b081_another_host_is_not_ours(app: Flask) -> None:
    answer = a_scene(app).till.get("/program", headers={"Host": "evil.example"})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "host_unknown")
    assert "evil" not in answer.text
