"""What the words of steps 5 and 6 of the lesson on LIME claim, each as an assertion about what it computes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lessons.lime import cloud, digits, image, reading, reviews, sentence
from lessons.lime.lesson import LESSON
from lessons.models.models import model
from lessons.session import Session
from tests.lessons.asking import change
from tests.lessons.lime import channel, frame, gesture, line_by_hand, message, numbers, session_at

pytestmark = pytest.mark.lesson("lime")
LAST = 39


def settings_of(step, **changes):
    return LESSON.settings(LESSON.step(step), changes)


# 5: an image in patches


def test_the_network_reads_most_digits_it_has_never_seen():
    reader = digits.reader()
    assert reader.n_train + len(reader.X) == 1797
    assert_allclose(numbers("image")["accuracy"], 0.969, atol=0.0005)
    assert_allclose((reader.network.predict(reader.X).argmax(axis=1) == reader.y).mean(), numbers("image")["accuracy"])


@pytest.mark.parametrize("way", digits.WAYS)
def test_the_number_of_a_patch_stands_in_it_and_on_no_other_where_that_can_be(way):
    for digit in range(20):
        labels = digits.patches(settings_of("image", digit=digit, patches=way))
        x, y = digits.centres(labels).T
        assert labels[(digits.SIDE - y).astype(int), x.astype(int)].tolist() == list(range(labels.max() + 1))
        touching = (np.abs(x[:, None] - x) < 2) & (np.abs(y[:, None] - y) < 1)
        assert (touching.sum() - len(x)) / 2 <= 2


def test_the_worths_are_the_weighted_ridge_of_ones_and_zeros():
    record = image.explanation(settings_of("image"), LAST)
    assert set(np.unique(record.features)) == {0, 1}
    c, intercept, r2 = line_by_hand(record.features, record.outputs, record.weights, ridge=1.0)
    assert_allclose([*record.coefficients, record.intercept, record.r2], [*c, intercept, r2], rtol=1e-8)
    labels = digits.patches(settings_of("image"))
    assert_allclose(channel("image", "pictures", "worth", "values", LAST)[0], c[labels][::-1], rtol=1e-5)


def test_what_was_asked_is_the_image_with_white_paper_in_hidden_patches():
    settings = settings_of("image")
    record, labels = image.explanation(settings, 2), digits.patches(settings).ravel()
    x = digits.image_of(settings)
    for i in (0, 5, 29):
        expected = np.where(record.features[i][labels] == 1, x, 0)
        assert_allclose(record.samples[i], expected)
        assert_allclose(record.outputs[i], digits.reader().network.predict(expected[np.newaxis])[0, 6], rtol=1e-9)


@pytest.mark.parametrize("stand_in", digits.STAND_INS)
def test_missing_has_no_single_meaning(stand_in):
    """Another stand-in gives other worths; the same one gives the same."""
    one, other = (
        image.explanation(settings_of("image", stand_in=name), LAST).coefficients for name in (stand_in, "paper")
    )
    assert (np.abs(one - other).max() > 0.05) == (stand_in != "paper")


def test_two_hidden_patches_make_it_read_another_digit_and_none_or_harmless_ones_do_not():
    record = image.explanation(settings_of("image"), LAST)
    best, worst = np.argsort(-record.coefficients)[:2], np.argsort(np.abs(record.coefficients))[:2]
    assert not frame("image", LAST)["goal"]["reached"]
    assert frame("image", LAST, hidden=int((1 << best).sum()))["goal"]["reached"]
    assert not frame("image", LAST, hidden=int((1 << worst).sum()))["goal"]["reached"]


def read_otherwise(**settings):
    """Whether any two patches hidden, or one, make the network read another digit."""
    session, n = session_at("image", **settings), int(digits.patches(settings_of("image", **settings)).max()) + 1
    pairs = {1 << a | 1 << b for a in range(n) for b in range(a + 1)}
    return any(change(session, hidden=hidden)["goal"]["reached"] for hidden in pairs)


def test_white_paper_makes_the_network_misread_where_the_mean_image_would_not():
    assert all(read_otherwise(digit=digit) for digit in range(6))
    assert not read_otherwise(digit=0, stand_in="mean")


def test_a_click_hides_the_patch_in_either_picture_and_shows_it_again():
    session = session_at("image")
    patch = int(digits.patches(settings_of("image"))[7, 0])  # lowest row, first column
    assert gesture(session, "toggle_patch", 0.5, 0.5)["settings"]["hidden"] == 1 << patch
    assert gesture(session, "toggle_patch", digits.SIDE + image.GAP + 0.5, 0.5)["settings"]["hidden"] == 0
    assert gesture(session, "toggle_patch", digits.SIDE + 0.5, 0.5)["settings"]["hidden"] == 0  # the gap
    gesture(session, "toggle_patch", 0.5, 0.5)
    assert gesture(session, "show_all")["settings"]["hidden"] == 0


def test_another_image_shows_all_its_patches():
    session = session_at("image", hidden=5)
    answer, _ = session.handle({"do": "set", "changes": {"digit": 3}})
    assert answer["frame"]["settings"]["hidden"] == 0
    answer, _ = session.handle({"do": "set", "changes": {"hidden": 5, "seed": 1}})
    assert answer["frame"]["settings"]["hidden"] == 5


def test_image_21_is_a_9_that_is_read_as_1_with_9_as_the_runner_up():
    shown = numbers("image", digit=21)
    assert (shown["truth"], shown["explained"]) == (9, 1)
    assert numbers("image", digit=21, explained="runner_up")["explained"] == 9


# 6: a sentence in words


def test_the_corpora_are_sixty_reviews_half_of_them_content_and_no_sample_is_among_them():
    for language, corpus in reading.CORPORA.items():
        lines = corpus.strip().splitlines()
        assert len(lines) == 60 and sum(line[0] == "+" for line in lines) == 30
        own = {"".join(line.split()[1:]) for line in lines}
        assert not own & {"".join(text.split()) for text in reviews.SAMPLES[language].values()}
        assert numbers("sentence", language=language)["n_train"] == 48


def test_the_network_of_words_has_one_weight_a_word_and_does_not_see_their_order():
    book = reading.guestbook("en")
    assert book.network.sizes == (129, 1) and numbers("sentence")["n_known"] == 129
    words = reading.words_of("en", "the waiter was friendly")
    z = book.weights[[book.column[word] for word in words]].sum() + book.network.layers[0].biases[0]
    for order in (words, words[::-1]):
        assert_allclose(book.probability(order, np.ones((1, 4))), 1 / (1 + np.exp(-z)))


@pytest.mark.parametrize(
    ("language", "word", "complaints", "praise", "value"), [("en", "was", 10, 2, -0.21), ("zh", "了", 5, 0, -0.23)]
)
def test_a_word_of_grammar_lowers_the_answer_most(language, word, complaints, praise, value):
    settings = settings_of("sentence", language=language)
    words, record = sentence.words(settings), sentence.explanation(settings, LAST)
    assert words[int(record.coefficients.argmin())] == word
    shown = numbers("sentence", LAST, language=language)
    assert (shown["met_bad"], shown["met_good"]) == (complaints, praise)
    assert_allclose(shown["lowest"], value, atol=0.005)
    lines = [line.split() for line in reading.CORPORA[language].strip().splitlines()]
    learnt = [line for i, line in enumerate(lines) if i % 5 != 3]
    assert [sum(word in line[1:] for line in learnt if line[0] == sign) for sign in "−+"] == [complaints, praise]


def test_the_model_of_words_is_nearly_a_straight_line():
    for language, right in (("en", 0.67), ("zh", 0.92)):
        shown = numbers("sentence", LAST, language=language)
        assert shown["r2"] > 0.98
        assert_allclose(shown["accuracy"], right, atol=0.005)


def test_lime_agrees_with_hiding_each_word_alone():
    settings = settings_of("sentence")
    words, record = sentence.words(settings), sentence.explanation(settings, LAST)
    alone = sentence.without_each(reading.guestbook("en"), words)
    assert np.abs(alone - record.coefficients).max() < 0.04


def test_not_is_not_understood():
    english, chinese = (settings_of("sentence", sentence="not_good", language=name) for name in ("en", "zh"))
    words, record = sentence.words(english), sentence.explanation(english, LAST)
    assert "not" not in reading.guestbook("en").column
    assert abs(record.coefficients[words.index("not")]) < 0.01
    words, record = sentence.words(chinese), sentence.explanation(chinese, LAST)
    assert words == ("茶", "不", "好喝")
    assert record.coefficients[1] < -0.1 and record.prediction > 0.5  # taken for content, all the same


def test_guess_first_then_see():
    assert message("sentence") == "message.guess_word"
    session = session_at("sentence")
    assert np.all(channel("sentence", "worth", "against", "x2") == 0)
    words = sentence.words(settings_of("sentence"))
    hidden = sentence.explanation(settings_of("sentence"), LAST).coefficients
    right = gesture(session, "guess_word", index=int(hidden.argmin()))
    assert right["message"]["text"]["key"] == "message.guessed" and right["readouts"]["guess_rank"] == 1
    wrong = gesture(session, "guess_word", index=int(hidden.argmax()))
    assert wrong["message"]["text"]["key"] == "message.guessed_other"
    assert wrong["readouts"]["guess_rank"] == len(words)
    assert gesture(session, "forget_guess")["settings"]["guess"] == -1
    assert message("sentence", 1) == "message.lowest_word"


def test_a_sentence_of_ones_own_is_cut_into_words_and_one_too_short_or_long_is_refused():
    assert reading.split("zh", "这家店的咖啡很香，可惜店员没耐心！") == [
        "这", "家", "店", "的", "咖啡", "很", "香", "可惜", "店员", "没", "耐心",
    ]  # fmt: skip
    assert reading.split("en", "The waiter’s tea -- wasn't GOOD!") == ["the", "waiter’s", "tea", "wasn't", "good"]
    own = frame("sentence", sentence="own", own_sentence="kind people and fresh cake")
    assert own["settings"]["own_sentence"] and "own_sentence" not in own["disabled"]
    session = session_at("sentence", sentence="own")
    for text in ("tea", " ".join(f"word{i}" for i in range(15))):
        answer, _ = session.handle({"do": "set", "changes": {"own_sentence": text}})
        assert not answer["ok"] and answer["error"]["key"] == "refusal.sentence"
    answer, _ = session.handle({"do": "set", "changes": {"own_sentence": "good tea"}})
    assert answer["ok"]


# what is brought along


@pytest.fixture(scope="module")
def carried():
    """Networks of hidden-layers by the data they learned from, as words."""
    words = {}
    for data in ("blobs", "hills"):
        session = Session()
        session.handle({"do": "open", "lesson": "hidden-layers", "step": "playground", "t": 20,
                        "settings": {"data": data}})  # fmt: skip
        words[data] = session.handle({"do": "carry"})[0]["carried"]
    return words


@pytest.mark.parametrize("step", ["nearby", "width"])
@pytest.mark.parametrize("data", ["blobs", "hills"])
def test_a_network_of_three_classes_or_of_a_value_is_explained_as_its_own_answer(carried, step, data):
    at = {"model": "carried", "carried": carried[data], "x1": 0.5, "x2": 0.2}
    outputs = model("carried", word=carried[data]).predict(np.array([[0.5, 0.2]]))[0]
    shown = frame(step, **at)
    assert_allclose(shown["readouts"]["prediction"], outputs.max() if data == "blobs" else outputs[0])
    assert ("output" in shown["absent"]) == (data == "hills") and "shape" in shown["absent"]
    if data == "blobs":
        for k, name in enumerate(("first", "second", "third")):
            assert_allclose(numbers(step, **at, output=name)["prediction"], outputs[k])


def test_of_a_value_the_dashed_line_says_what_the_model_says_at_the_point(carried):
    at = {"model": "carried", "carried": carried["hills"], "x1": 0.5, "x2": 0.2}
    shown = numbers("nearby", 49, **at)
    settings = LESSON.settings(LESSON.step("nearby"), at)
    record = cloud.explanation(settings, 49)
    ends = cloud.half_line(record, cloud.level(settings, record))
    features = (ends - record.samples[0]) / record.scale + record.features[0]
    assert_allclose(record.intercept + features @ record.coefficients, shown["prediction"], atol=1e-9)
    assert shown["level"] == shown["prediction"] != 0.5


def test_two_features_are_compared_by_the_first_alone(carried):
    """Both of two are in common whatever they say, which would be no agreement."""
    shown = frame("seeds", 4, model="carried", carried=carried["blobs"])
    assert shown["live"]["top"] == 1 and frame("seeds", 1)["live"]["top"] == 3


def test_without_a_carried_network_it_says_so():
    answer, _ = Session().handle({"do": "open", "lesson": "lime", "step": "nearby", "settings": {"model": "carried"}})
    assert not answer["ok"] and answer["error"] == "refusal.nothing_carried"


def test_one_s_own_sentence_gives_way_when_the_language_changes():
    session = session_at("sentence", language="zh", sentence="own", own_sentence="服务员很热情")
    shown = change(session, language="en")
    assert (shown["settings"]["language"], shown["settings"]["sentence"]) == ("en", "soup")
    kept = session_at("sentence", language="zh", sentence="own", own_sentence="服务员很热情")
    assert change(kept, mask_width=0.5)["settings"]["sentence"] == "own"


@pytest.mark.parametrize(
    ("own", "key"),
    [("wonderful friendly lovely", "message.none_lowers"), ("xylophone zeppelin", "message.no_worth")],
)
def test_words_that_lower_nothing_are_not_said_to(own, key):
    assert message("sentence", LAST, sentence="own", own_sentence=own) == key
