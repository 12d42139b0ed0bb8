"""The checker that reads every page must itself notice what is wrong."""

import pytest

from tests.html import PageError, check_page

GOOD = """<!DOCTYPE html>
<html lang="en"><head><title>Hello – Service</title></head>
<body><main><h1>Hello</h1>
<form><label for="a">A</label><input id="a" name="a">
<fieldset><legend>B</legend>
<input type="radio" id="b" name="b"><label for="b">Yes</label></fieldset>
</form>
<table><caption>C</caption><tr><th scope="col">D</th></tr><tr><td>1</td></tr></table>
<p id="p">Words</p><a href="#p">Down</a></main>
<script nonce="x">1</script></body></html>"""


def test_a_good_page_passes() -> None:
    page = check_page(GOOD)

    assert (page.title, page.heading) == ("Hello – Service", "Hello")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<h1>Hello</h1>", "", "0 h1 headings"),
        ("<h1>Hello</h1>", "<h1>Hello</h1><h1>Hello</h1>", "2 h1 headings"),
        ("<title>Hello", "<title>Other", "does not begin with the h1"),
        (' lang="en"', "", "no language"),
        ("</form>", "", "end-tag-too-early"),
        ("<p id", "<p id='a'>x</p><p id", "the id 'a' stands twice"),
        ('for="a"', "", "the input 'a' has no label"),
        ("<legend>B</legend>", "", "stands in no fieldset with a legend"),
        ("<caption>C</caption>", "", "a table has no caption"),
        (' scope="col"', "", "a table header has no scope"),
        (' nonce="x"', "", "without a nonce"),
        ("</body>", "<script nonce='y'>2</script></body>", "more than one nonce"),
        ('href="#p"', 'href="#q"', "the link '#q' leads nowhere"),
        (">Down<", "><", "a a without words"),
        ("Words", "None", "a p says 'None'"),
        ("<p id", "<p style='color:red' id", "a style attribute"),
        ("<p id", "<p onclick='x()' id", "an inline handler"),
        ("<p id", "<img src='x.png'><p id", "an image without alt"),
        ("<p id", "<img alt='' src='//x.org/a.png'><p id", "from another host"),
        ("<p id", "<h3>Deep</h3><p id", "an h3 stands under an h1"),
        ('<input id="a"', '<input aria-describedby="z" id="a"', "aria-describedby='z' leads"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, problem: str) -> None:
    assert old in GOOD

    with pytest.raises(PageError, match=problem.replace("(", r"\(")):
        check_page(GOOD.replace(old, new, 1))


def test_an_error_may_come_before_the_heading_in_the_title() -> None:
    assert check_page(GOOD.replace("<title>Hello", "<title>Error: Hello")).heading == "Hello"
