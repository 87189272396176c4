"""Words files are read into titles, steps and strings."""

import pytest

from lessons.kit.words import parse_words

SOURCE = """# A title
One sentence
over two lines.
minutes: 12

## first: The first step
Words with $x$.

### A smaller heading
More.

## second: The second
Done.

## strings
axis.w = weight w
sum = a = b
"""


def test_all_parts_are_read():
    words = parse_words(SOURCE)
    assert (words.title, words.sentence, words.minutes) == ("A title", "One sentence over two lines.", 12)
    assert list(words.steps) == ["first", "second"]
    assert words.steps["first"].title == "The first step"
    assert words.steps["first"].markdown == "Words with $x$.\n\n### A smaller heading\nMore."
    assert words.strings == {"axis.w": "weight w", "sum": "a = b"}


@pytest.mark.parametrize("broken", ["", "# Only a title\n", "No title\nsentence\nminutes: 3\n"])
def test_a_missing_head_is_named(broken):
    with pytest.raises(ValueError, match="begins with"):
        parse_words(broken)
