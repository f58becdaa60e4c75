"""No marketplace gets by without a stage."""

from django.conf import settings as project

from tests.marketplaces.contract.stages import MODULES, stage_class


def test_every_marketplace_has_a_stage_of_its_own():
    assert set(MODULES) == set(project.MARKETPLACES)
    assert {slug: stage_class(slug).slug for slug in MODULES} == {slug: slug for slug in MODULES}
