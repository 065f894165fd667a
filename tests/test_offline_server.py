"""The embedded API over real HTTP: every rule, every error shape, every fault's effect on the books."""

import asyncio
import base64
import io
import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from embedded import HEADERS, NOT_FOUND, PLAIN, charged, png, run, size_of
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rdbuild.offline import Fault, parse_faults, parse_styles
from rdbuild.offline.studio import arranged

COST = Decimal("0.017")  # of PLAIN
NO_BALANCE = {"detail": [{"msg": "Not enough balance."}]}


# -- the documented replies


def test_the_documented_example_is_answered_with_a_picture_and_its_cost():
    async def scenario(api):
        body = {"width": 256, "height": 256, "prompt": "A really cool corgi", "num_images": 1}
        status, reply, _ = await api.post(body)
        assert status == 200
        assert size_of(reply["base64_images"][0]) == (256, 256)
        assert (reply["type"], reply["balance_cost"]) == ("txt2img", Decimal("0.028"))
        assert reply["remaining_balance"] == Decimal("99.972")
        assert (reply["credit_cost"], reply["remaining_credits"]) == (1, 1000)  # with both, only the balance goes
        assert isinstance(reply["created_at"], int)

    run(scenario)


def test_check_cost_answers_the_documented_shape_and_charges_nothing():
    async def scenario(api):
        status, reply, _ = await api.post(check_cost=True)
        assert status == 200
        assert reply["balance_cost"] == COST
        assert reply["model"] == "check_cost"
        assert [reply[key] for key in ("output_images", "base64_images", "output_urls")] == [[], [], []]
        assert (reply["remaining_credits"], reply["remaining_balance"]) == (0, 0)
        log = await api.log()
        assert (log["balance"], log["charges"]) == (100, [])
        assert (log["requests"][0]["check_cost"], log["requests"][0]["paid"]) == (True, False)

    run(scenario)


@pytest.mark.parametrize(
    ("money", "keys", "wallet"),
    [
        ("credits", {"credit_cost": COST, "remaining_credits": Decimal("99.983")}, {"credits": Decimal("99.983")}),
        (
            "balance",
            {"balance_cost": COST, "remaining_balance": Decimal("99.983")},
            {"credits": 1000, "balance": Decimal("99.983")},
        ),
    ],
)
def test_replies_name_their_cost_in_either_vocabulary(money, keys, wallet):
    async def scenario(api):
        _, reply, _ = await api.post()
        assert {key: value for key, value in reply.items() if "cost" in key or "remaining" in key} == keys
        assert (await api.call("GET", "/inferences/credits"))[1] == wallet

    run(scenario, money=money)


def test_a_task_is_accepted_charged_at_once_and_delivered_later():
    async def scenario(api):
        status, reply, _ = await api.post(**{"async": True})
        assert (status, reply["status"]) == (200, "accepted")
        assert set(reply) == {"status", "task_id", "request_id", "message"}
        assert (await api.log())["balance"] == Decimal("99.983")
        assert (await api.poll(reply["task_id"]))[1]["status"] in ("pending", "running")
        status, task = await api.finished(reply["task_id"])
        assert (status, task["status"]) == (200, "succeeded")
        assert {"task_id", "created_at", "updated_at", "result"} <= set(task)
        assert size_of(task["result"]["base64_images"][0]) == (64, 64)
        assert task["result"]["balance_cost"] == COST
        assert await api.poll("task_unknown") == (404, NOT_FOUND)

    run(scenario, task_ms=60)


def test_a_server_without_tasks_ignores_async():
    async def scenario(api):
        _, reply, _ = await api.post(**{"async": True})
        assert len(reply["base64_images"]) == 1
        assert "task_id" not in reply

    run(scenario, tasks="off")


def test_pictures_can_come_as_urls_that_need_no_key():
    async def scenario(api):
        _, reply, _ = await api.post(num_images=2)
        assert reply["base64_images"] == []
        assert len(reply["output_urls"]) == 2
        status, data, headers = await api.call("GET", reply["output_urls"][1], headers={"User-Agent": "test/1"})
        assert (status, headers["Content-Type"]) == (200, "image/png")
        assert Image.open(io.BytesIO(data)).size == (64, 64)
        assert (await api.call("GET", "/outputs/other.png"))[:2] == (404, NOT_FOUND)

    run(scenario, urls=True)


def test_tasks_are_listed_newest_first_without_prompts_and_requests_with_them():
    async def scenario(api):
        first, second = await api.submit(prompt="one"), await api.submit(prompt="two", seed=5)
        await api.finished(first)
        await api.finished(second)
        tasks = (await api.call("GET", "/inferences/tasks?limit=20"))[1]["tasks"]
        assert [task["task_id"] for task in tasks] == [second, first]
        assert "two" not in json.dumps(tasks, default=str)
        newest = (await api.call("GET", "/inferences/requests?limit=1"))[1]["requests"]
        assert len(newest) == 1
        assert newest[0]["request"] == {**PLAIN, "prompt": "two", "seed": 5, "async": True}
        assert (newest[0]["charged"], newest[0]["task_id"]) == (True, second)
        assert size_of(newest[0]["base64_images"][0]) == (64, 64)
        assert (await api.call("GET", "/inferences/tasks?limit=x"))[0] == 422

    run(scenario)


def test_the_echo_of_a_request_leaves_its_images_out():
    async def scenario(api):
        await api.post(input_image=png(), strength=0.5)
        echo = (await api.call("GET", "/inferences/requests"))[1]["requests"][0]["request"]
        assert echo == {**PLAIN, "strength": Decimal("0.5")}

    run(scenario)


TWO_AND_EXTRAS = {"remove_bg": True, "return_non_bg_removed": True, "num_images": 2}
CUT, WHOLE = "RGBA", "RGB"  # a picture as asked for, and its extra with the background


def modes_of(reply):
    return [Image.open(io.BytesIO(base64.b64decode(text))).mode for text in reply["base64_images"]]


@pytest.mark.parametrize(
    ("extras", "per", "modes"),
    [
        ("last", "image", [CUT, CUT, WHOLE, WHOLE]),
        ("beside", "image", [CUT, WHOLE, CUT, WHOLE]),
        ("first", "image", [WHOLE, WHOLE, CUT, CUT]),
        ("last", "request", [CUT, CUT, WHOLE]),
        ("beside", "request", [CUT, WHOLE, CUT]),
        ("first", "request", [WHOLE, CUT, CUT]),
    ],
)
def test_extra_pictures_come_in_any_place_one_for_each_image_or_one_for_all(extras, per, modes):
    async def scenario(api):
        assert modes_of((await api.post(**TWO_AND_EXTRAS))[1]) == modes

    run(scenario, extras=extras, extras_per=per)


def test_shuffled_pictures_are_the_same_ones_in_an_order_that_the_seed_decides():
    async def delivered(api):
        found = [(await api.post(**TWO_AND_EXTRAS, seed=seed))[1] for seed in (*range(6), 0)]
        return [reply["base64_images"] for reply in found], [modes_of(reply) for reply in found]

    (last, _), (shuffled, modes) = run(delivered), run(delivered, extras="shuffled")
    assert [sorted(one) for one in shuffled] == [sorted(one) for one in last]
    assert shuffled[0] == shuffled[6]
    assert len({tuple(one) for one in modes}) > 2


def test_the_one_extra_for_all_is_made_from_the_first_picture():
    async def extras_of(api):
        return (await api.post(**TWO_AND_EXTRAS))[1]["base64_images"][2:]

    each, for_all = run(extras_of), run(extras_of, extras_per="request")
    assert (len(each), for_all) == (2, each[:1])


def test_both_kinds_of_extras_come_and_a_delivery_without_any_is_left_in_order():
    async def scenario(api):
        palette = {"input_palette": png(size=(2, 1), colour=(200, 0, 0)), "return_pre_palette": True}
        assert len((await api.post(**TWO_AND_EXTRAS, **palette))[1]["base64_images"]) == 6
        return (await api.post(num_images=5))[1]["base64_images"]

    assert run(scenario) == run(scenario, extras="shuffled")


@given(
    images=st.integers(1, 5),
    kinds=st.integers(0, 2),
    seed=st.integers(0, 2**32 - 1),
    order=st.sampled_from(["last", "beside", "first", "shuffled"]),
    per=st.sampled_from(["image", "request"]),
)
def test_whatever_the_order_every_picture_is_there_once(images, kinds, seed, order, per):
    asked = [b"image %d" % n for n in range(images)]
    extras = [[b"extra %d of %d" % (kind, n) for kind in range(kinds)] for n in range(images)]
    files = arranged(asked, extras, seed, order, per)
    wanted = extras[:1] if per == "request" else extras
    assert sorted(files) == sorted([*asked, *(file for of in wanted for file in of)])
    if order != "shuffled":
        assert [file for file in files if file in asked] == asked


def test_replies_can_carry_fields_that_nobody_documented_and_say_the_same_otherwise():
    async def scenario(api):
        quote = (await api.post(check_cost=True))[1]
        paid = (await api.post())[1]
        task = (await api.finished(await api.submit()))[1]
        wallet = (await api.call("GET", "/inferences/credits"))[1]
        listed = (await api.call("GET", "/inferences/requests?limit=1"))[1]
        assert listed["requests"][0]["request"] == {**PLAIN, "async": True}  # an echo is what was sent
        refusal = (await api.post(width=1))[1]
        return quote, paid, task, task["result"], wallet, listed, listed["requests"][0], refusal

    plain, more = run(scenario), run(scenario, more_fields=True)
    for one, other in zip(plain, more, strict=True):
        assert set(one) < set(other)
        assert other["cost"] == "0.00"  # a tempting name, and not what it cost
        fixed = set(one) - {"created_at", "updated_at", "task_id", "request_id", "result", "requests"}
        assert {name: other[name] for name in fixed} == {name: one[name] for name in fixed}


def test_times_are_integers_or_iso_texts_in_every_reply():
    async def scenario(api):
        task = (await api.finished(await api.submit()))[1]
        times = [(await api.post(check_cost=True))[1]["created_at"], (await api.post())[1]["created_at"]]
        return [*times, task["created_at"], task["updated_at"], task["result"]["created_at"]]

    assert {type(time) for time in run(scenario)} == {int}
    for time in run(scenario, times="iso"):
        assert datetime.fromisoformat(time).tzinfo is not None


def test_a_quote_and_the_bill_agree_on_both_vocabularies():
    async def scenario(api):
        quote, bill = (await api.post(num_images=3, check_cost=True))[1], (await api.post(num_images=3))[1]
        assert [quote[name] for name in ("balance_cost", "credit_cost")] == [Decimal("0.052"), 3]
        assert [bill[name] for name in ("balance_cost", "credit_cost")] == [Decimal("0.052"), 3]

    run(scenario)


def test_the_legacy_endpoint_works_or_is_gone():
    async def scenario(api):
        return (await api.call("POST", "/inferences/legacy", PLAIN))[:2]

    assert run(scenario)[0] == 200
    status, reply = run(scenario, legacy="gone")
    assert status == 410
    assert reply["new_endpoint"].endswith("/v1/inferences")


def test_status_needs_no_key_and_anything_else_is_not_found():
    async def scenario(api):
        bare = {"User-Agent": "test/1"}
        assert (await api.call("GET", "/status", headers=bare))[1]["status"]["rd_fast"] == "ok"
        for method, path in (("GET", "/inferences"), ("GET", "/edit"), ("GET", "/nothing"), ("DELETE", "/status")):
            assert (await api.call(method, path))[:2] == (404, NOT_FOUND)

    run(scenario)


# -- who may ask


def test_a_missing_token_is_422_and_a_bad_one_401():
    async def scenario(api):
        status, reply, _ = await api.call("GET", "/inferences/credits", headers={"User-Agent": "test/1"})
        assert status == 422
        missing = {"type": "missing", "loc": ["header", "X-RD-Token"], "msg": "Field required"}
        assert reply == {"detail": [missing]}
        assert (await api.call("POST", "/inferences", PLAIN))[0] == 401
        assert (await api.call("GET", "/inferences/credits", headers={**HEADERS, "X-RD-Token": "good"}))[0] == 200

    run(scenario, key="good")


def test_the_edge_refuses_a_default_user_agent_with_a_page():
    async def scenario(api):
        for agent in ("Python/3.11 aiohttp/3.13", "Python-urllib/3.11"):
            headers = {"X-RD-Token": "any", "User-Agent": agent}
            status, body, got = await api.call("POST", "/inferences", PLAIN, headers=headers)
            assert (status, got["Content-Type"].partition(";")[0]) == (403, "text/html")
            assert body.startswith(b"<!DOCTYPE html>")

    run(scenario)


# -- what a request must be

WRONG = [
    ("a missing prompt", {"prompt": None}, "prompt"),
    ("an empty prompt", {"prompt": " "}, "prompt"),
    ("width as text", {"width": "64"}, "width"),
    ("width as a fraction", {"width": 64.0}, "width"),
    ("a flag for a number", {"num_images": True}, "num_images"),
    ("a number for a flag", {"remove_bg": 1}, "remove_bg"),
    ("too small", {"width": 63}, "width"),
    ("too large", {"height": 385}, "height"),
    ("no images", {"num_images": 0}, "num_images"),
    ("too many images", {"num_images": 17}, "num_images"),
    ("an unknown field", {"colour": "red"}, "colour"),
    ("frames_duration where the style has none", {"frames_duration": 8}, "frames_duration"),
    ("an unknown style", {"prompt_style": "rd_fast__gameasset"}, "prompt_style"),
    ("null for a style", {"prompt_style": None}, "prompt_style"),
    ("a negative seed", {"seed": -1}, "seed"),
    ("a seed as text", {"seed": "7"}, "seed"),
    ("strength above 1", {"strength": 1.5, "input_image": png()}, "strength"),
    ("strength as a flag", {"strength": True, "input_image": png()}, "strength"),
    ("a factor of nothing", {"upscale_output_factor": 0}, "upscale_output_factor"),
    ("a parameter of other styles", {"return_spritesheet": True}, "return_spritesheet"),
    ("an input of other styles", {"reference_images": [png()]}, "reference_images"),
    ("a data: prefix", {"input_image": "data:image/png;base64," + png()}, "input_image"),
    ("no base64", {"input_image": "@@@"}, "input_image"),
    ("no PNG", {"input_image": png(kind="JPEG")}, "input_image"),
    ("a broken PNG", {"input_image": png()[:60]}, "input_image"),
    ("an input with alpha", {"input_image": png("RGBA")}, "input_image"),
    ("an input that isn't RGB", {"input_image": png("L")}, "input_image"),
    ("a palette with alpha", {"input_palette": png("RGBA", (4, 1))}, "input_palette"),
    ("a palette beyond 200k characters", {"input_palette": "A" * 200_004}, "input_palette"),
    ("ten references", {"prompt_style": "rd_pro__default", "reference_images": [png()] * 10}, "reference_images"),
    ("a reference that's no text", {"prompt_style": "rd_pro__default", "reference_images": [1]}, "reference_images"),
    ("a size that's not the only one", {"prompt_style": "rd_animation__four_angle_walking"}, "width"),
    ("not square", {"prompt_style": "rd_animation__vfx", "width": 48}, "height"),
    ("two of an animation", {"prompt_style": "rd_animation__vfx", "num_images": 2}, "num_images"),
    ("an input of another size", {"prompt_style": "rd_animation__vfx", "input_image": png(size=(9, 9))}, "input_image"),
    ("no input to vary", {"prompt_style": "rd_tile__tile_variation"}, "input_image"),
    ("no input to pixelate", {"prompt_style": "rd_pro__pixelate"}, "input_image"),
    ("no input to edit", {"prompt_style": "rd_pro__edit"}, "input_image"),
    ("a tileset beyond its size", {"prompt_style": "rd_tile__tileset", "width": 32}, "height"),
    (
        "an outside texture for a plain tileset",
        {"prompt_style": "rd_tile__tileset", "width": 32, "height": 32, "extra_prompt": "grass"},
        "extra_prompt",
    ),
    ("a factor as a fraction", {"upscale_output_factor": 1.0}, "upscale_output_factor"),
    ("a list for one image", {"input_image": [png()]}, "input_image"),
    ("one text for a list", {"prompt_style": "rd_pro__default", "reference_images": png()}, "reference_images"),
    ("the old name of a family", {"prompt_style": "rd_flux__default"}, "prompt_style"),
    ("a user style without a name", {"prompt_style": "user__"}, "prompt_style"),
    ("the parameter that went away", {"model": "RD_FAST"}, "model"),
    (
        "no outside texture",
        {"prompt_style": "rd_tile__tileset_advanced", "width": 32, "height": 32},
        "extra_prompt",
    ),
]


@pytest.mark.parametrize(("changes", "field"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_request_is_422_naming_the_field_and_costs_nothing(changes, field):
    async def scenario(api):
        body = {key: value for key, value in {**PLAIN, **changes}.items() if (key, value) != ("prompt", None)}
        for check in ({}, {"check_cost": True}):
            status, reply, _ = await api.post({**body, **check})
            assert status == 422
            assert [problem["loc"] for problem in reply["detail"]] == [["body", field]]
            assert {"type", "loc", "msg"} == set(reply["detail"][0])
        assert (await api.log())["charges"] == []

    run(scenario)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"strength": 0.5}, "strength"),
        ({"return_pre_palette": True}, "return_pre_palette"),
        ({"return_non_bg_removed": True}, "return_non_bg_removed"),
        ({"return_non_bg_removed": True, "remove_bg": False}, "return_non_bg_removed"),
    ],
)
def test_what_means_nothing_alone_is_refused_but_in_a_quote_which_may_leave_images_out(changes, field):
    async def scenario(api):
        status, reply, _ = await api.post(**changes)
        assert (status, [problem["loc"] for problem in reply["detail"]]) == (422, [["body", field]])
        assert (await api.post(**changes, check_cost=True))[0] == 200
        assert (await api.post(return_pre_palette=False, return_non_bg_removed=False))[0] == 200

    run(scenario)


def test_everything_that_is_wrong_is_told_at_once():
    async def scenario(api):
        _, reply, _ = await api.post({"prompt": 1, "width": 1, "colour": 2})
        fields = {problem["loc"][-1] for problem in reply["detail"]}
        assert fields == {"prompt", "width", "height", "num_images", "colour"}

    run(scenario)


def test_a_body_that_is_no_json_object_is_422():
    async def scenario(api):
        for data in (b"{", b"[]", b'{"width": NaN}', b"[" * 100_000):
            headers = {**HEADERS, "Content-Type": "application/json"}
            async with api.session.post(api.url + "/inferences", data=data, headers=headers) as reply:
                assert reply.status == 422
                assert isinstance((await reply.json())["detail"], list)

    run(scenario)


GOOD = [
    {"prompt_style": "user__flasks_586", "width": 256, "height": 256, "num_images": 4, "remove_bg": True},
    {"prompt_style": "animation__four_angle_walking", "width": 48, "height": 48, "return_spritesheet": True},
    {"prompt_style": "rd_pro__default", "reference_images": [png("RGBA")] * 9, "check_cost": False},
    {"prompt_style": "rd_tile__tile_variation", "width": 32, "height": 32, "input_image": png(size=(32, 32))},
    {"prompt_style": "rd_animation__any_animation", "input_image": png(), "seed": 1},
    {"input_palette": png(size=(4, 1)), "return_pre_palette": True, "seed": 1234},
    {"tile_x": True, "tile_y": True, "bypass_prompt_expansion": True, "upscale_output_factor": None},
    {"input_image": png(size=(200, 90)), "strength": 0, "upscale_output_factor": 1},
]


@pytest.mark.parametrize("changes", GOOD, ids=lambda changes: ",".join(changes))
def test_the_documented_examples_are_taken(changes):
    async def scenario(api):
        quoted = (await api.post(**{**changes, "check_cost": True}))[1]["balance_cost"]
        status, reply, _ = await api.post(**changes)
        assert status == 200
        assert reply["balance_cost"] == quoted

    run(scenario)


def test_more_styles_and_unknown_fields_can_be_let_in():
    row = {"id": "rd_advanced_animation__walking", "kind": "still", "size": {"min": [32, 32], "max": [256, 256]},
           "max_images": 1, "inputs": {}, "params": [], "api": ["frames_duration"]}  # fmt: skip

    async def scenario(api):
        assert (await api.post(prompt_style=row["id"], frames_duration=8))[0] == 200
        assert (await api.post(prompt_style=row["id"], frames_duration=7))[0] == 422
        assert (await api.post(prompt_style="rd_new__thing", novelty=1))[0] == 200

    async def ignoring(api):
        assert (await api.post(novelty=1))[0] == 200

    run(scenario, styles=(row, "rd_new__thing"))
    run(ignoring, unknown_fields="ignore")


WALKING = {
    "id": "rd_advanced_animation__walking", "aliases": ["advanced_walking"], "kind": "animation", "output": "gif",
    "size": {"min": [32, 32], "max": [256, 256]}, "max_images": 1, "inputs": {"input_image": "required"},
    "params": ["return_spritesheet", "bypass_prompt_expansion"], "requires": ["motion"], "api": ["motion"],
    "input_size": "request",
}  # fmt: skip


def test_a_declared_row_is_enforced_as_the_built_in_ones_are():
    async def scenario(api):
        body = {"prompt_style": WALKING["id"], "input_image": png(), "motion": "slow"}
        assert (await api.post(**body))[0] == 200
        assert (await api.post(**{**body, "prompt_style": "advanced_walking"}))[0] == 200
        wrong = [{"width": 24}, {"num_images": 2}, {"tile_x": True}, {"frames_duration": 8}, {"novelty": 1}]
        for changes in (*wrong, {"input_image": png(size=(9, 9))}):
            status, reply, _ = await api.post(**{**body, **changes})
            assert (status, reply["detail"][0]["loc"]) == (422, ["body", *changes])
        _, reply, _ = await api.post(prompt_style=WALKING["id"])
        assert {problem["loc"][1] for problem in reply["detail"]} == {"input_image", "motion"}

    run(scenario, styles=parse_styles(WALKING))


@pytest.mark.parametrize("frames", [4, 6, 8, 10, 12, 16])
def test_frames_duration_is_the_number_of_frames_of_a_declared_animation(frames):
    async def scenario(api):
        body = {"prompt_style": WALKING["id"], "input_image": png(), "frames_duration": frames}
        _, reply, _ = await api.post(**body)
        assert Image.open(io.BytesIO(base64.b64decode(reply["base64_images"][0]))).n_frames == frames
        _, reply, _ = await api.post(**body, return_spritesheet=True)
        width, height = size_of(reply["base64_images"][0])
        assert (width // 64) * (height // 64) == frames

    run(scenario, styles=({**WALKING, "requires": [], "api": ["frames_duration"]},))


@pytest.mark.parametrize("frames", [0, 5, True, "8", 8.0, None, [8]])
def test_frames_duration_is_a_documented_number_or_refused(frames):
    async def scenario(api):
        status, reply, _ = await api.post(prompt_style="rd_new__thing", frames_duration=frames)
        assert (status, reply["detail"][0]["loc"]) == (422, ["body", "frames_duration"])

    run(scenario, styles=("rd_new__thing",))


def test_a_required_list_of_references_is_not_an_empty_one():
    row = {"id": "rd_new__thing", "kind": "still", "size": {"min": [32, 32], "max": [256, 256]},
           "inputs": {"reference_images": "required"}}  # fmt: skip

    async def scenario(api):
        for references, status in ((None, 422), ([], 422), ([png()], 200), ([png()] * 10, 422)):
            sent = {} if references is None else {"reference_images": references}
            assert (await api.post(prompt_style="rd_new__thing", **sent))[0] == status

    run(scenario, styles=parse_styles([row]))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": 3}, "`id` is a text"),
        ({"kind": "film"}, "`kind` is one of still, tile, tileset, animation"),
        ({"size": [32, 32]}, '`size` is `{"min": [w, h], "max": [w, h]}`'),
        ({"size": {"min": [8, 8], "max": [64, 64]}}, "`size.min` is at least 12 pixels a side, and so are `sizes`"),
        ({"sizes": [[64, 64], [64, 8]]}, "`size.min` is at least 12 pixels a side, and so are `sizes`"),
        ({"size": {"min": [32, 32]}}, '`size` is `{"min": [w, h], "max": [w, h]}`'),
        ({"sizes": [32]}, "`sizes` is a list of [w, h]"),
        ({"max_images": "1"}, "`max_images` is a whole number"),
        ({"inputs": ["input_image"]}, "`inputs` is an object"),
        ({"params": "strength"}, "`params` is a list of names"),
        ({"api": "frames_duration"}, "`api` is a list of names, or true"),
    ],
)
def test_a_wrong_row_says_what_is_wrong(changes, message):
    with pytest.raises(ValueError, match="style 2") as caught:
        parse_styles([WALKING, {**WALKING, **changes}])
    assert str(caught.value) == f"style 2: {message}"


def test_a_row_is_an_object():
    with pytest.raises(ValueError, match="style 1: a row is an object"):
        parse_styles(["rd_new__thing"])


# -- money


@pytest.mark.parametrize(("balance", "status"), [("0.018", 200), ("0.017", 400), ("0.001", 400)])
def test_the_balance_has_to_exceed_the_cost(balance, status):
    async def scenario(api):
        got, reply, _ = await api.post()
        assert got == status
        if status == 400:
            assert reply == NO_BALANCE
            assert (await api.log())["charges"] == []

    run(scenario, balance=Decimal(balance))


def test_books_add_up_to_the_last_tenth_of_a_cent():
    async def scenario(api):
        await asyncio.gather(*(api.post(prompt=f"item {n}") for n in range(30)))
        log = await api.log()
        assert log["balance"] == 100 - 30 * COST
        assert sum(charge["amount"] for charge in log["charges"]) == 30 * COST
        assert {charge["prompt"] for charge in log["charges"]} == {f"item {n}" for n in range(30)}

    run(scenario)


def test_prices_can_drift_away_from_the_formula():
    async def scenario(api):
        return (await api.post(prompt_style="rd_pro__default", check_cost=True))[1]["balance_cost"]

    assert run(scenario, prices={"rd_pro__default": Decimal("0.18")}) == Decimal("0.18")


# -- limits


def test_more_posts_in_a_second_than_allowed_are_429_with_retry_after():
    async def scenario(api):
        answers = [await api.post(check_cost=True) for _ in range(4)]
        assert [answer[0] for answer in answers] == [200, 200, 429, 429]
        assert answers[3][2]["Retry-After"] == "1"

    run(scenario, rate_per_s=2)


def test_more_generations_than_allowed_are_429_and_the_log_knows_the_highest_number():
    async def scenario(api):
        answers = await asyncio.gather(*(api.post(prompt=f"{n}", **{"async": True}) for n in range(5)))
        assert sorted(answer[0] for answer in answers) == [200, 200, 429, 429, 429]
        log = await api.log()
        assert (log["max_in_flight"], len(log["charges"])) == (2, 2)
        assert 1 <= log["max_unanswered"] <= 5

    run(scenario, max_in_flight=2, task_ms=300)


def test_the_loop_is_free_while_pictures_are_painted():
    async def scenario(api):
        await asyncio.gather(*(api.post(width=256, height=256, prompt=str(n)) for n in range(8)))
        assert (await api.log())["max_unanswered"] == 8

    run(scenario, latency_ms=20)


# -- faults: each one's answer, and what the books say after it


REFUSALS = [
    ("429", 429, "Too many requests."),
    ("500", 500, "Internal Server Error"),
    ("503", 503, {"code": "service_unavailable", "message": "Service unavailable."}),
    ("400", 400, [{"msg": "Bad request."}]),
    ("no-balance", 400, NO_BALANCE["detail"]),
    ("no-credits", 400, [{"msg": "Not enough credits."}]),
    ("402", 402, NO_BALANCE["detail"]),
    ("401", 401, "Invalid token."),
    ("403-key", 403, "Invalid token."),
    ("403-json", 403, {"code": "content_refused", "message": "The prompt was refused."}),
    ("404", 404, "Not Found"),
]


@pytest.mark.parametrize(("do", "status", "detail"), REFUSALS)
@pytest.mark.parametrize("on", ["submit", "quote"])
def test_a_refusal_is_not_charged_and_happens_once(do, status, detail, on):
    async def scenario(api):
        changes = {"check_cost": True} if on == "quote" else {}
        assert (await api.post(**changes))[:2] == (status, {"detail": detail})
        assert charged(await api.log()) == []
        assert (await api.post(**changes))[0] == 200

    run(scenario, faults=(Fault(on, do),))


@pytest.mark.parametrize("wish", [3, "date", None])
def test_retry_after_comes_in_every_form(wish):
    async def scenario(api):
        _, _, headers = await api.post()
        value = headers.get("Retry-After")
        if wish == "date":
            assert parsedate_to_datetime(value).tzinfo is not None
        else:
            assert value == (None if wish is None else "3")

    run(scenario, faults=(Fault("submit", "429", retry_after=wish),))


@pytest.mark.parametrize(
    ("do", "ran", "status"),
    [("403-html", None, 403), ("502-html", None, 502), ("502-html", True, 502), ("524-html", None, 524),
     ("524-html", False, 524), ("html-200", None, 200)],
)  # fmt: skip
def test_a_page_of_the_edge_says_nothing_about_the_charge(do, ran, status):
    async def scenario(api):
        got, body, headers = await api.post()
        assert (got, headers["Content-Type"].partition(";")[0]) == (status, "text/html")
        assert body.startswith(b"<!DOCTYPE")
        should = ran if ran is not None else do in ("524-html", "html-200")
        assert charged(await api.log()) == ([(COST, False)] if should else [])

    run(scenario, faults=(Fault("submit", do, charged=ran),))


@pytest.mark.parametrize(("do", "paid"), [("reset-before", False), ("reset-after", True)])
def test_a_reset_before_the_charge_is_free_and_one_after_it_is_not(do, paid):
    async def scenario(api):
        with pytest.raises(aiohttp.ClientConnectionError):
            await api.post()
        log = await api.log()
        assert charged(log) == ([(COST, False)] if paid else [])
        assert log["requests"][0]["status"] == 0

    run(scenario, faults=(Fault("submit", do),))


@pytest.mark.parametrize(("do", "paid"), [("hang-before", False), ("hang-after", True)])
def test_a_hanging_request_gets_no_answer(do, paid):
    async def scenario(api):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(api.post(), 0.4)
        assert charged(await api.log()) == ([(COST, False)] if paid else [])

    run(scenario, faults=(Fault("submit", do),))


def test_a_cut_body_and_cut_json_were_paid_for():
    async def scenario(api):
        status, body, _ = await api.post(prompt="json")
        assert status == 200
        assert isinstance(body, bytes)
        with pytest.raises(aiohttp.ClientError):
            await api.post(prompt="body")
        assert charged(await api.log()) == [(COST, False)] * 2

    run(scenario, faults=(Fault("submit", "truncated-json"), Fault("submit", "cut-body")))


def test_a_redirect_leads_to_itself_and_costs_nothing():
    async def scenario(api):
        status, _, headers = await api.post()
        assert (status, headers["Location"]) == (307, "/v1/inferences")
        assert charged(await api.log()) == []

    run(scenario, faults=(Fault("submit", "307"),))


def test_a_failed_inference_is_refunded_and_says_so_in_the_third_shape():
    async def scenario(api):
        status, reply, _ = await api.post(**{"async": True})
        assert status == 400
        assert reply["detail"]["code"] == "inference_failed"
        log = await api.log()
        assert (charged(log), log["balance"]) == ([(COST, True)], 100)

    run(scenario, faults=(Fault("submit", "inference_failed"),))


@pytest.mark.parametrize("on", ["submit", "poll"])
def test_a_failed_task_is_refunded_under_http_200(on):
    async def scenario(api):
        task = await api.submit()
        await asyncio.sleep(0.2)
        status, reply = await api.finished(task)
        assert (status, reply["status"]) == (200, "failed")
        assert reply["error"]["code"] == "inference_failed"
        assert "result" not in reply
        log = await api.log()
        assert (charged(log), log["balance"]) == ([(COST, True)], 100)

    run(scenario, faults=(Fault(on, "inference_failed-task"),))


def test_a_task_that_fails_without_tasks_is_a_400():
    async def scenario(api):
        status, reply, _ = await api.post()
        assert (status, reply["detail"]["code"]) == (400, "inference_failed")
        assert charged(await api.log()) == [(COST, True)]

    run(scenario, faults=(Fault("submit", "inference_failed-task"),))


SPOILED = [
    ("bad-base64", lambda texts: texts[0].startswith("%%%")),
    ("not-image", lambda texts: base64.b64decode(texts[0]) == b"this is not an image"),
    ("wrong-size", lambda texts: size_of(texts[0]) == (72, 64)),
    ("empty-list", lambda texts: texts == []),
]


@pytest.mark.parametrize(("do", "holds"), SPOILED)
@pytest.mark.parametrize("tasks", ["on", "off"])
def test_a_spoiled_picture_was_paid_for_whichever_way_it_comes(do, holds, tasks):
    async def scenario(api):
        result = (await api.finished(await api.submit()))[1]["result"] if tasks == "on" else (await api.post())[1]
        assert holds(result["base64_images"])
        assert charged(await api.log()) == [(COST, False)]

    run(scenario, tasks=tasks, faults=(Fault("submit", do),))


def test_a_spoiled_poll_is_good_the_next_time():
    async def scenario(api):
        task = await api.submit()
        await asyncio.sleep(0.2)
        assert (await api.finished(task))[1]["result"]["base64_images"] == []
        assert len((await api.finished(task))[1]["result"]["base64_images"]) == 1

    run(scenario, faults=(Fault("poll", "empty-list"),))


def test_an_overcharge_takes_more_than_the_quote():
    async def scenario(api):
        assert (await api.post(check_cost=True))[1]["balance_cost"] == COST
        assert (await api.post())[1]["balance_cost"] == 3 * COST
        assert charged(await api.log()) == [(3 * COST, False)]

    run(scenario, faults=(Fault("submit", "overcharge", factor=3),))


@pytest.mark.parametrize("on", ["submit", "poll"])
def test_tasks_get_lost_and_others_never_end(on):
    async def scenario(api):
        lost = await api.submit(prompt="lost one")
        endless = await api.submit(prompt="endless one")
        await asyncio.sleep(0.2)
        assert await api.poll(lost) == (404, NOT_FOUND)
        assert [(await api.poll(endless))[1]["status"] for _ in range(3)] == ["running"] * 3
        assert charged(await api.log()) == [(COST, False)] * 2

    faults = (Fault(on, "lost-task", match="lost"), Fault(on, "task-never-ends", times=-1, match="endless"))
    run(scenario, faults=faults)


@pytest.mark.parametrize(
    ("on", "path"),
    [("credits", "/inferences/credits"), ("tasks", "/inferences/tasks"), ("requests", "/inferences/requests")],
)
def test_faults_strike_the_free_endpoints_too(on, path):
    async def scenario(api):
        assert (await api.call("GET", path))[0] == 503
        assert (await api.call("GET", path))[0] == 200

    run(scenario, faults=(Fault(on, "503"),))


def test_fetching_an_output_can_fail():
    async def scenario(api):
        _, reply, _ = await api.post()
        assert (await api.call("GET", reply["output_urls"][0]))[0] == 503
        assert (await api.call("GET", reply["output_urls"][0]))[0] == 200

    run(scenario, urls=True, faults=(Fault("fetch", "503"),))


def test_faults_wait_their_turn_match_a_prompt_and_can_be_added_at_run_time():
    async def scenario(api):
        added = [{"on": "submit", "do": "503", "skip": 1, "times": 2, "match": "potion"}]
        own = api.url.removesuffix("/v1") + "/_rdbuild/faults"
        assert (await api.call("POST", own, added))[0] == 200
        prompts = ["potion", "sword", "potion", "potion", "potion"]
        assert [(await api.post(prompt=prompt))[0] for prompt in prompts] == [200, 200, 503, 503, 200]
        status, reply, _ = await api.call("POST", own, [{"on": "submit", "do": "explode"}])
        assert status == 422
        assert "fault 1: `do` is one of" in reply["detail"]

    run(scenario)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (3, "a file of faults is a JSON list of rows"),
        ([3], "fault 1: a row is an object"),
        ([{"on": "submit", "do": "429", "tims": 2}], "fault 1: unknown key `tims`"),
        ([{"on": "sometimes", "do": "429"}], "fault 1: `on` is one of"),
        ([{"on": "submit", "do": "429", "times": "2"}], "fault 1: `times` is a whole number"),
        ([{"on": "quote", "do": "empty-list"}], "fault 1: `empty-list` can't happen on `quote`"),
        ([{"on": "poll", "do": "overcharge"}], "fault 1: `overcharge` can't happen on `poll`"),
        ([{"on": "edit", "do": "lost-task"}], "fault 1: `lost-task` can't happen on `edit`"),
        ([{"on": "edit", "do": "overcharge"}], "fault 1: `overcharge` can't happen on `edit`"),
    ],
)
def test_a_wrong_file_of_faults_says_what_is_wrong(document, message):
    with pytest.raises(ValueError, match="fault") as caught:
        parse_faults(document)
    assert str(caught.value).startswith(message)


# -- a process of its own


def test_serve_runs_until_a_signal_and_logs_each_request_as_it_happens(tmp_path):
    log = tmp_path / "requests.jsonl"
    code = (
        "import sys; from rdbuild.offline import Settings, serve;"
        "serve(Settings(log_file=sys.argv[1]), port=0, ready=lambda url: print(url, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(log)], stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            assert url.endswith("/v1")

            async def ask():
                async with (
                    aiohttp.ClientSession(headers=HEADERS) as session,
                    session.post(url + "/inferences", json=PLAIN) as reply,
                ):
                    assert reply.status == 200

            asyncio.run(ask())
            line = json.loads(log.read_text("utf-8"), parse_float=Decimal)
            assert (line["path"], line["status"], line["paid"]) == ("/v1/inferences", 200, True)
            assert (line["charged"], line["unit"]) == (COST, "balance")
        finally:
            if os.name == "posix":
                process.send_signal(signal.SIGTERM)
            else:
                process.terminate()
        assert process.wait(10) == 0 or os.name != "posix"


def serving(*flags):
    return subprocess.Popen(
        [sys.executable, "-m", "rdbuild", "serve", "--port", "0", *flags],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_flags_of_serve_reach_the_server(tmp_path):
    """Styles from a file and by id, where extras are, the form of times, and fields that nobody documented."""
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps([{**WALKING, "kind": "still", "requires": []}]), "utf-8")
    flags = ["--styles", str(rows), "--styles", "rd_new__thing", "--extras", "first", "--extras-per", "request",
             "--times", "iso", "--more-fields"]  # fmt: skip

    async def ask(url):
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            replies = []
            for body in (
                {**PLAIN, **TWO_AND_EXTRAS},
                {**PLAIN, "prompt_style": WALKING["id"], "input_image": png(), "motion": "slow"},
                {**PLAIN, "prompt_style": "rd_new__thing"},
            ):
                async with session.post(url + "/inferences", json=body) as reply:
                    replies.append((reply.status, await reply.json()))
            return replies

    with serving(*flags) as process:
        try:
            (status, reply), *others = asyncio.run(ask(process.stdout.readline().removeprefix("serving ").strip()))
        finally:
            process.terminate()
    assert status == 200
    assert modes_of(reply) == [WHOLE, CUT, CUT]
    assert datetime.fromisoformat(reply["created_at"])
    assert reply["cost"] == "0.00"
    assert [status for status, _ in others] == [200, 200]


@pytest.mark.parametrize(
    ("text", "message"), [("[{}]", "style 1: `id` is a text"), ("{", "Expecting"), (None, "no such file")]
)
def test_serve_says_what_is_wrong_with_a_file_of_styles(tmp_path, text, message):
    rows = tmp_path / "rows.json"
    if text is not None:
        rows.write_text(text, "utf-8")
    with serving("--styles", str(rows)) as process:
        _, said = process.communicate(timeout=20)
    assert process.returncode == 2
    assert f"`--styles {rows}`: " in said
    assert message in said


def test_the_embedded_api_shares_no_code_with_the_client_and_loads_nothing_heavy():
    code = (
        "import sys; import rdbuild.offline;"
        "print([m for m in sys.modules if m.startswith('rdbuild.') and not m.startswith('rdbuild.offline')"
        " or m in ('aiohttp', 'PIL')])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
