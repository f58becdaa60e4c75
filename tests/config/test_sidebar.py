from config.navigation import SIDEBAR


def test_each_list_stands_in_the_sidebar_once():
    links = [str(item["link"]) for group in SIDEBAR for item in group["items"]]

    assert len(links) == len(set(links))
