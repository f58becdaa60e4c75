"""Pictures: by ranks, one at a time, of form fields and one file."""

from tests.marketplaces.etsy_simulator.laboratory import BAG, MUG, PICTURE

NOTHING = "Either a valid image file or a listing_image_id must be provided"


def path(listing):
    return f"/shops/52300001/listings/{listing}/images"


def ids(lab, listing):
    rows = lab.get(f"/listings/{listing}/images")["results"]
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    return [row["listing_image_id"] for row in rows]


def test_pictures_stand_in_the_order_of_their_ranks(lab):
    number = lab.draft()
    made = [lab.upload(number, rank=str(rank))["listing_image_id"] for rank in (1, 2, 3)]
    assert ids(lab, number) == made


def test_without_a_rank_each_picture_becomes_the_first(lab):
    number = lab.draft()
    made = [lab.upload(number)["listing_image_id"] for _ in range(3)]
    assert ids(lab, number) == made[::-1]


def test_overwrite_puts_it_in_the_place_of_another(lab):
    number = lab.draft()
    first, second = (lab.upload(number, rank=rank)["listing_image_id"] for rank in ("1", "2"))
    other = lab.upload(number, rank="1", overwrite="true")["listing_image_id"]
    assert ids(lab, number) == [other, second]
    assert first not in ids(lab, number)


def test_scalars_that_are_sent_as_file_parts_are_not_seen(lab):
    number = lab.draft()
    first = lab.upload(number)["listing_image_id"]
    files = {"image": ("b.png", PICTURE, "image/png"), "rank": ("rank", b"2"), "overwrite": ("overwrite", b"true")}
    second = lab.ok("POST", path(number), files=files)["listing_image_id"]
    assert ids(lab, number) == [second, first]


def test_a_picture_without_a_file_a_name_or_the_right_bytes_is_refused(lab):
    for files in (
        {"picture": ("a.png", PICTURE)},
        {"image": (None, PICTURE)},
        {"image": ("a.png", b"iVBORw0KGgo=")},
    ):
        assert lab.refused(400, "POST", path(MUG), files=files) == NOTHING


def test_a_listing_has_at_most_20_pictures_and_then_no_alt_text_can_be_changed(lab):
    number = lab.draft()
    made = [lab.upload(number, rank=str(rank))["listing_image_id"] for rank in range(1, 21)]
    text = "A listing cannot have more than 20 images"
    assert lab.refused(400, "POST", path(number), files={"image": ("a.png", PICTURE)}) == text
    again = {"listing_image_id": (None, str(made[0])), "alt_text": (None, "Front")}
    assert lab.refused(400, "POST", path(number), files=again) == text


def test_a_picture_is_attached_again_with_another_alt_text(lab):
    number = lab.draft()
    image = lab.upload(number, alt_text="Old")["listing_image_id"]
    again = {"listing_image_id": (None, str(image)), "alt_text": (None, "New")}
    assert lab.ok("POST", path(number), files=again)["alt_text"] == "New"
    assert ids(lab, number) == [image]


def test_an_alt_text_has_500_characters(lab):
    files = {"image": ("a.png", PICTURE), "alt_text": (None, "x" * 501)}
    assert lab.refused(400, "POST", path(MUG), files=files) == "alt_text cannot be longer than 500 characters"


def test_the_order_is_changed_by_image_ids_of_the_listing(lab):
    number = lab.draft()
    made = [lab.upload(number, rank=str(rank))["listing_image_id"] for rank in (1, 2, 3)]
    lab.patch(number, image_ids=",".join(map(str, made[::-1])))
    assert ids(lab, number) == made[::-1]
    lab.patch(number, image_ids=str(made[1]))
    assert ids(lab, number) == [made[1]]
    text = lab.refused(400, "PATCH", f"/shops/52300001/listings/{number}", data={"image_ids": "7"})
    assert text == "Image id 7 is invalid"


def test_a_draft_may_take_pictures_that_were_uploaded_before(lab):
    image = lab.get(f"/listings/{BAG}/images")["results"][0]["listing_image_id"]
    assert ids(lab, lab.draft(image_ids=str(image))) == [image]


def test_the_size_is_found_out_later(lab):
    lab.steer("rules?image_reads=2")
    number = lab.draft()
    shown = lab.upload(number)
    assert (shown["full_width"], shown["hex_code"]) == (None, None)
    assert lab.get(f"/listings/{number}/images")["results"][0]["full_height"] is None
    assert lab.get(f"/listings/{number}/images")["results"][0]["full_width"] == 2000


def test_a_picture_is_deleted_once(lab):
    number = lab.draft()
    image = lab.upload(number)["listing_image_id"]
    lab.ok("DELETE", f"{path(number)}/{image}")
    lab.refused(404, "DELETE", f"{path(number)}/{image}")
    assert ids(lab, number) == []
