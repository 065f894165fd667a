"""The embedded edit endpoint over real HTTP: what it takes, what it answers, and what the books say after it."""

import asyncio
import base64
import io
from decimal import Decimal

import aiohttp
import pytest
from embedded import HEADERS, NOT_FOUND, charged, png, run, size_of
from PIL import Image

from rdbuild.offline import Fault

PICTURE = png(colour=(200, 120, 40))
NO_CREDITS = {"detail": [{"msg": "Not enough credits."}]}


def edit(api, picture=PICTURE, prompt="add a hat", **more):
    return api.call("POST", "/edit", {"prompt": prompt, "inputImageBase64": picture, **more})


async def units(api):
    log = await api.log()
    return log["balance"], log["credits"]


# -- the documented exchange


def test_an_edit_answers_a_picture_of_the_same_size_and_the_credits_that_remain():
    async def scenario(api):
        status, reply, _ = await edit(api)
        assert (status, set(reply)) == (200, {"outputImageBase64", "remaining_credits"})
        assert size_of(reply["outputImageBase64"]) == (64, 64)
        assert reply["outputImageBase64"] != PICTURE
        assert reply["remaining_credits"] == 995

    run(scenario)


def test_an_edit_costs_5_credits_and_no_balance_and_the_log_says_which_unit():
    async def scenario(api):
        await edit(api)
        await api.post()
        log = await api.log()
        assert [(charge["amount"], charge["unit"]) for charge in log["charges"]] == [
            (5, "credits"),
            (Decimal("0.017"), "balance"),
        ]
        assert (log["balance"], log["credits"]) == (Decimal("99.983"), 995)
        first, second = log["requests"]
        assert (first["path"], first["paid"], first["charged"], first["unit"]) == ("/v1/edit", True, 5, "credits")
        assert (second["charged"], second["unit"]) == (Decimal("0.017"), "balance")
        assert (await api.call("GET", "/inferences/credits"))[1] == {"credits": 995, "balance": Decimal("99.983")}

    run(scenario)


def test_one_wallet_pays_for_both_where_there_are_only_credits():
    async def scenario(api):
        assert (await edit(api))[1]["remaining_credits"] == 3
        assert (await api.call("GET", "/inferences/credits"))[1] == {"credits": 3}
        assert (await edit(api))[:2] == (400, NO_CREDITS)
        assert (await api.post())[1]["remaining_credits"] == Decimal("2.983")

    run(scenario, money="credits", balance=Decimal(8), credits=1000)


@pytest.mark.parametrize(("credits", "status"), [(5, 200), (4, 400), (0, 400)])
def test_fewer_credits_than_an_edit_costs_are_refused_whatever_the_balance(credits, status):
    async def scenario(api):
        got, reply, _ = await edit(api)
        assert got == status
        if status == 400:
            assert reply == NO_CREDITS
            assert charged(await api.log()) == []

    run(scenario, credits=credits)


def test_progressive_editing_sends_each_result_as_the_next_input():
    async def scenario(api):
        picture, seen = PICTURE, {PICTURE}
        for prompt in ("add a hat", "add sunglasses", "make it night"):
            picture = (await edit(api, picture, prompt))[1]["outputImageBase64"]
            seen.add(picture)
        assert len(seen) == 4
        assert size_of(picture) == (64, 64)
        assert (await units(api)) == (100, 985)

    run(scenario)


def test_the_same_edit_gives_another_picture_each_time_and_the_same_ones_on_another_server():
    async def scenario(api):
        again = [(await edit(api))[1]["outputImageBase64"] for _ in range(3)]
        other = (await edit(api, prompt="add a beard"))[1]["outputImageBase64"]
        return [*again, other]

    pictures = run(scenario)
    assert len(set(pictures)) == 4
    assert run(scenario) == pictures


def test_an_edit_that_was_refused_or_failed_does_not_change_what_the_next_one_gives():
    async def scenario(api):
        answers = [await edit(api) for _ in range(4)]
        return next(reply["outputImageBase64"] for status, reply, _ in answers if status == 200)

    faults = (Fault("edit", "503"), Fault("edit", "inference_failed", times=2))
    assert run(scenario, faults=faults) == run(scenario)


def test_edits_are_in_no_list_of_requests_or_tasks():
    async def scenario(api):
        await edit(api)
        assert (await api.call("GET", "/inferences/requests"))[1] == {"requests": []}
        assert (await api.call("GET", "/inferences/tasks"))[1] == {"tasks": []}
        assert (await api.call("GET", "/edit"))[:2] == (404, NOT_FOUND)

    run(scenario)


def test_more_fields_stand_beside_the_picture():
    async def scenario(api):
        reply = (await edit(api))[1]
        assert set(reply) > {"outputImageBase64", "remaining_credits"}
        assert reply["remaining_credits"] == 995

    run(scenario, more_fields=True)


# -- what may be edited


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return base64.b64encode(out.getvalue()).decode()


def half_clear(size=(32, 32)):
    image = Image.new("RGBA", size, (10, 200, 30, 255))
    image.paste((0, 0, 0, 0), (0, 0, size[0], size[1] // 2))
    return image


@pytest.mark.parametrize("size", [(16, 16), (256, 256), (16, 256), (33, 57)])
def test_sizes_from_16_to_256_are_edited_as_they_are(size):
    async def scenario(api):
        assert size_of((await edit(api, png(size=size)))[1]["outputImageBase64"]) == size

    run(scenario)


PICTURES = {
    "alpha": encoded(half_clear(), "PNG"),
    "grey": png("L", (32, 32)),
    "grey with alpha": png("LA", (32, 32), (90, 255)),
    "one bit": png("1", (32, 32)),
    "palette": png("P", (32, 32)),
    "palette with a transparent colour": encoded(Image.new("P", (32, 32), 1), "PNG", transparency=0),
    "16 bits": png("I;16", (32, 32), 40_000),
    "a JPEG": png("RGB", (32, 32), (9, 8, 7), "JPEG"),
    "a CMYK JPEG": png("CMYK", (32, 32), (9, 8, 7, 6), "JPEG"),
    "a GIF of one frame": png("P", (32, 32), 3, "GIF"),
    "a BMP": png("RGB", (32, 32), (9, 8, 7), "BMP"),
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_any_picture_within_the_limits_may_be_edited(picture):
    async def scenario(api):
        status, reply, _ = await edit(api, picture)
        assert status == 200, reply
        assert base64.b64decode(reply["outputImageBase64"]).startswith(b"\x89PNG")
        assert size_of(reply["outputImageBase64"]) == (32, 32)

    run(scenario)


def test_transparency_of_the_given_picture_is_kept():
    async def scenario(api):
        text = (await edit(api, PICTURES["alpha"]))[1]["outputImageBase64"]
        image = Image.open(io.BytesIO(base64.b64decode(text)))
        assert image.mode == "RGBA"
        alphas = zip(half_clear().getchannel("A").tobytes(), image.getchannel("A").tobytes(), strict=True)
        assert sum(before == after == 0 for before, after in alphas) > 32 * 32 // 8

    run(scenario)


LIMITS = "We support sizes between 16x16 and 256x256"
GIF_OF_TWO = encoded(
    Image.new("RGB", (32, 32), "red"), "GIF", save_all=True, append_images=[Image.new("RGB", (32, 32), "blue")]
)
WRONG = [
    ("no prompt", {"prompt": None}, "prompt", "Field required"),
    ("no picture", {"inputImageBase64": None}, "inputImageBase64", "Field required"),
    ("a number for a prompt", {"prompt": 7}, "prompt", "Input should be a valid string"),
    ("an empty prompt", {"prompt": "  "}, "prompt", "String should have at least 1 character"),
    ("a list for a picture", {"inputImageBase64": [PICTURE]}, "inputImageBase64", "Input should be a valid string"),
    ("an empty picture", {"inputImageBase64": ""}, "inputImageBase64", "String should have at least 1 character"),
    ("a data: prefix", {"inputImageBase64": "data:image/png;base64," + PICTURE}, "inputImageBase64",
     "Don't include the data: prefix in the base64 image"),
    ("no base64", {"inputImageBase64": "@@@"}, "inputImageBase64", "The image should be valid base64"),
    ("no image", {"inputImageBase64": "aGVsbG8="}, "inputImageBase64", "The image can't be read"),
    ("half an image", {"inputImageBase64": png(size=(200, 200), colour=(1, 2, 3))[:200]}, "inputImageBase64",
     "The image can't be read"),
    ("an animation", {"inputImageBase64": GIF_OF_TWO}, "inputImageBase64", "The image should have one frame"),
    ("too small", {"inputImageBase64": png(size=(15, 64))}, "inputImageBase64", LIMITS),
    ("too large", {"inputImageBase64": png(size=(64, 257))}, "inputImageBase64", LIMITS),
    ("far too large", {"inputImageBase64": png("1", (20_000, 20_000))}, "inputImageBase64", LIMITS),
    ("check_cost", {"check_cost": True}, "check_cost", "Extra inputs are not permitted"),
    ("async", {"async": True}, "async", "Extra inputs are not permitted"),
    ("a seed", {"seed": 1}, "seed", "Extra inputs are not permitted"),
    ("another spelling", {"input_image": PICTURE}, "input_image", "Extra inputs are not permitted"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("changes", "field", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_edit_is_422_naming_the_field_and_costs_nothing(changes, field, message):
    async def scenario(api):
        body = {"prompt": "add a hat", "inputImageBase64": PICTURE, **changes}
        sent = {key: value for key, value in body.items() if value is not None}
        status, reply, _ = await api.call("POST", "/edit", sent)
        assert status == 422
        (problem,) = reply["detail"]
        assert (set(problem), problem["loc"]) == ({"type", "loc", "msg"}, ["body", field])
        assert problem["msg"] == message
        assert charged(await api.log()) == []

    run(scenario)


def test_everything_that_is_wrong_with_an_edit_is_told_at_once_and_a_body_has_to_be_an_object():
    async def scenario(api):
        _, reply, _ = await api.call("POST", "/edit", {"prompt": 1, "seed": 2})
        assert {problem["loc"][-1] for problem in reply["detail"]} == {"prompt", "inputImageBase64", "seed"}
        for data in (b"{", b"[]", b'"text"'):
            headers = {**HEADERS, "Content-Type": "application/json"}
            async with api.session.post(api.url + "/edit", data=data, headers=headers) as reply:
                assert reply.status == 422
                assert isinstance((await reply.json())["detail"], list)

    run(scenario)


# -- who may ask, and how often


def test_the_edge_and_the_token_are_as_strict_as_with_inferences():
    async def scenario(api):
        body = {"prompt": "add a hat", "inputImageBase64": PICTURE}
        asked = [
            {"User-Agent": "test/1"},
            {"X-RD-Token": "bad", "User-Agent": "test/1"},
            {"X-RD-Token": "good", "User-Agent": "Python/3.11 aiohttp/3"},
            {"X-RD-Token": "good", "User-Agent": "test/1"},
        ]
        statuses = [(await api.call("POST", "/edit", body, headers))[0] for headers in asked]
        assert statuses == [422, 401, 403, 200]
        assert len((await api.log())["charges"]) == 1

    run(scenario, key="good")


def test_edits_count_among_the_posts_and_the_generations():
    async def posts(api):
        assert [(await edit(api, prompt=f"{n}"))[0] for n in range(2)] == [200, 200]
        status, _, headers = await api.post(check_cost=True)
        assert (status, headers["Retry-After"]) == (429, "1")

    async def generations(api):
        await api.submit()  # holds the one place for a while
        status, _, headers = await edit(api)
        assert (status, headers["Retry-After"]) == (429, "1")
        assert (await units(api))[1] == 1000

    run(posts, rate_per_s=2)
    run(generations, max_in_flight=1, task_ms=300)


def test_credits_never_go_below_nothing_however_many_edits_come_at_once():
    async def scenario(api):
        answers = await asyncio.gather(*(edit(api, prompt=f"step {n}") for n in range(6)))
        assert sorted(answer[0] for answer in answers) == [200, 200, 200, 400, 400, 400]
        assert await units(api) == (100, 2)

    run(scenario, credits=17)


# -- faults


REFUSALS = ["429", "500", "503", "400", "no-balance", "no-credits", "402", "401", "403-key", "403-json", "404"]


@pytest.mark.parametrize("do", [*REFUSALS, "403-html", "502-html", "307"])
def test_a_refused_edit_is_not_charged_and_the_next_one_is_carried_out(do):
    async def scenario(api):
        assert (await edit(api))[0] == int({"no-balance": "400", "no-credits": "400"}.get(do, do[:3]))
        assert charged(await api.log()) == []
        assert (await edit(api))[0] == 200

    run(scenario, faults=(Fault("edit", do),))


@pytest.mark.parametrize("wish", [3, "date", None])
def test_a_busy_edit_says_when_to_come_back_in_every_form(wish):
    async def scenario(api):
        status, _, headers = await edit(api)
        said = headers.get("Retry-After")
        form = None if said is None else int(said) if said.isdigit() else "date"
        assert (status, form) == (429, wish)

    run(scenario, faults=(Fault("edit", "429", retry_after=wish),))


def test_a_failed_edit_was_charged_first_and_is_given_back():
    async def scenario(api):
        status, reply, _ = await edit(api)
        assert (status, reply["detail"]["code"]) == (400, "inference_failed")
        assert charged(await api.log()) == [(5, True)]
        assert await units(api) == (100, 1000)

    run(scenario, faults=(Fault("edit", "inference_failed"),))


@pytest.mark.parametrize(("do", "paid"), [("reset-before", False), ("reset-after", True), ("cut-body", True)])
def test_an_edit_whose_connection_breaks_is_paid_for_only_if_it_was_carried_out(do, paid):
    async def scenario(api):
        with pytest.raises(aiohttp.ClientError):
            await edit(api)
        assert charged(await api.log()) == ([(5, False)] if paid else [])
        assert (await units(api))[1] == (995 if paid else 1000)

    run(scenario, faults=(Fault("edit", do),))


@pytest.mark.parametrize(("do", "paid"), [("hang-before", False), ("hang-after", True)])
def test_an_edit_that_hangs_gets_no_answer(do, paid):
    async def scenario(api):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(edit(api), 0.4)
        assert charged(await api.log()) == ([(5, False)] if paid else [])

    run(scenario, faults=(Fault("edit", do),))


@pytest.mark.parametrize(
    ("do", "status", "start"),
    [("truncated-json", 200, b"{"), ("html-200", 200, b"<!DOCTYPE"), ("524-html", 524, b"<!DOCTYPE")],
)
def test_an_edit_whose_answer_can_not_be_read_was_paid_for(do, status, start):
    async def scenario(api):
        got, body, _ = await edit(api)
        assert (got, body[: len(start)]) == (status, start)
        assert charged(await api.log()) == [(5, False)]

    run(scenario, faults=(Fault("edit", do),))


SPOILED = [
    ("bad-base64", lambda reply: reply["outputImageBase64"].startswith("%%%")),
    ("not-image", lambda reply: base64.b64decode(reply["outputImageBase64"]) == b"this is not an image"),
    ("wrong-size", lambda reply: size_of(reply["outputImageBase64"]) == (72, 64)),
    ("empty-list", lambda reply: set(reply) == {"remaining_credits"}),
]


@pytest.mark.parametrize(("do", "holds"), SPOILED, ids=[row[0] for row in SPOILED])
def test_a_spoiled_edit_was_paid_for(do, holds):
    async def scenario(api):
        status, reply, _ = await edit(api)
        assert status == 200
        assert holds(reply)
        assert reply["remaining_credits"] == 995
        assert charged(await api.log()) == [(5, False)]

    run(scenario, faults=(Fault("edit", do),))


def test_faults_of_edits_and_of_inferences_do_not_meet_each_other():
    async def scenario(api):
        assert (await api.post())[0] == 200
        assert (await edit(api, prompt="add a beard"))[0] == 200
        assert (await edit(api))[0] == 503
        assert (await edit(api))[0] == 200
        assert (await api.post())[0] == 500

    run(scenario, faults=(Fault("edit", "503", match="hat"), Fault("submit", "500", skip=1)))
