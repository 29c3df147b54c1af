from scenarios.standing_world import CUT, judge_standing_world
from scenarios.verdict import FAIL, PASS, UNKNOWN
from tests.scenarios.toy import Toy, ToyJudge

CONNECTION = {"world": "w-1", "profile": "guide"}


def test_a_world_in_order_passes():
    verdict = judge_standing_world(Toy().client(), CONNECTION, ToyJudge)

    assert verdict.result == PASS
    assert verdict.scenarios == 1


def test_a_world_with_a_double_record_fails_with_its_story():
    toy = Toy()
    toy.call("xero", "PUT", {"Name": "Fixture", "ContactStatus": "ACTIVE"})

    verdict = judge_standing_world(toy.client(), CONNECTION, ToyJudge)

    assert verdict.result == FAIL
    assert verdict.findings[0]["rule"] == "R55"
    assert verdict.findings[0]["call"]["method"] == "PUT"


def test_a_cut_history_gives_unknown():
    toy = Toy()
    toy.data["cut"] = True

    verdict = judge_standing_world(toy.client(), CONNECTION, ToyJudge)

    assert (verdict.result, verdict.reasons) == (UNKNOWN, (CUT,))
