import pytest

from consent.references import could_mean, folded


@pytest.mark.parametrize("typed", ["№ 15-1/213emb", "15–1/213EMB", "No. 15-1/213emb", "15-1/213еmb", " 15 - 1 / 213 emb "])
def test_one_number_in_several_writings(typed):
    assert folded(typed) == "15-1/213emb"


@pytest.mark.parametrize("typed", ["15-1/213", "15-1/213emb", "№213", "213", "213emb", "213еmb"])
def test_edge_15_the_reply_quotes_only_a_number(typed):
    assert could_mean(typed, "15-1/213emb")
    assert not could_mean(typed, "15-1/214emb")


@pytest.mark.parametrize("typed", ["", "№", "13", "3emb", "1/21"])
def test_a_piece_of_a_number_is_no_number(typed):
    assert not could_mean(typed, "15-1/213emb")
