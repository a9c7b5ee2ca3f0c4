"""The codes of a header count beside its words, in any language of the meaning."""

import re

import pytest
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from cxr.errors import FilmRefused
from cxr.imaging.dicom.snomed import CHEST_REGIONS, NOT_FRONTAL_VIEWS
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.dicoms import deep_chest, dicom

FILM = deep_chest(12)
Coded = tuple[str, str, str]


def sequence(*coded: Coded) -> list[Dataset]:
    items = []
    for value, scheme, meaning in coded:
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
        items.append(item)
    return items


def outcome(data: bytes) -> RefusalReason | None:
    try:
        read(data)
    except FilmRefused as e:
        return e.reason
    return None


def standard(context_group: str) -> list[Code]:
    """The codes of a context group of PS3.16, as pydicom lists them."""
    group = getattr(codes, context_group)
    return [getattr(group, name) for name in group.dir()]


def newer(values: set[str]) -> set[str]:
    """Those of SNOMED CT; the older ones, of SNOMED-RT, have letters."""
    return {value for value in values if value.isdigit()}


def test_the_views_are_the_lateral_and_oblique_ones_of_the_standard() -> None:
    views = standard("cid4010")
    sideways = {view.value for view in views if re.search("later|obliq", view.meaning, re.IGNORECASE)}
    assert newer(NOT_FRONTAL_VIEWS) == sideways


@pytest.mark.parametrize("group", ["cid4009", "cid4031"])
def test_every_region_of_the_standard_with_the_chest_in_it_is_known(group: str) -> None:
    chests = {region.value for region in standard(group) if re.search("Chest|Lung", region.meaning)}
    assert chests
    assert chests <= newer(CHEST_REGIONS)


@pytest.mark.parametrize("ours", [NOT_FRONTAL_VIEWS, CHEST_REGIONS], ids=["views", "regions"])
def test_each_older_code_stands_beside_the_newer_one_that_it_means(ours: set[str]) -> None:
    older = ours - newer(ours)
    assert {
        value for value in older for sct in newer(ours) if Code(value, "SRT", "") == Code(sct, "SCT", "")
    } == older


@pytest.mark.parametrize("position", [None, "", "AP", "PA"])
@pytest.mark.parametrize(
    "view",
    [
        ("R-10236", "SRT", "seitlich links"),
        ("R-10236", "SNM3", "profil gauche"),
        ("399173006", "SCT", "profilo sinistro"),
        ("R-10232", "SRT", "seitlich rechts"),
        ("399198007", "SCT", "profil droit"),
        ("R-102CD", "SRT", "seitlich"),
        ("399067008", "SCT", "profil"),
        ("R-10228", "SRT", "seitlich"),
        ("399260004", "SCT", "seitlich"),
        ("399135007", "SCT", "schräg"),
        ("R-10236", "SRT", ""),
        ("", "99LOCAL", "left lateral"),
    ],
)
def test_a_coded_view_from_the_side_is_refused_whatever_else_is_said(
    view: Coded, position: str | None
) -> None:
    data = dicom(
        FILM, SpecificCharacterSet="ISO_IR 100", ViewPosition=position, ViewCodeSequence=sequence(view)
    )
    assert outcome(data) is RefusalReason.NOT_FRONTAL


def test_a_view_position_from_the_side_is_refused_whatever_its_code_says() -> None:
    view = sequence(("399348003", "SCT", "antero-posterior"))
    assert outcome(dicom(FILM, ViewPosition="LL", ViewCodeSequence=view)) is RefusalReason.NOT_FRONTAL


@pytest.mark.parametrize("position", [None, "AP", "PA"])
@pytest.mark.parametrize(
    "view",
    [
        ("R-10206", "SRT", "von vorn"),
        ("399348003", "SCT", "antero-posterior"),
        ("R-40888", "SRT", "von hinten"),
        ("272479007", "SCT", "postero-anterior"),
        ("TH1", "99LOCAL", "face"),
        ("", "", ""),
    ],
)
def test_a_coded_view_from_the_front_is_read(view: Coded, position: str | None) -> None:
    assert outcome(dicom(FILM, ViewPosition=position, ViewCodeSequence=sequence(view))) is None


@pytest.mark.parametrize("part", [None, "", "CHEST"])
@pytest.mark.parametrize(
    "region",
    [
        ("T-D8700", "SRT", "Hand"),
        ("85562004", "SCT", "Hand"),
        ("85562004", "SCT", "mano"),
        ("T-11502", "SRT", "Thoracic spine"),
    ],
)
def test_another_region_is_refused_whatever_the_body_part(region: Coded, part: str | None) -> None:
    data = dicom(FILM, BodyPartExamined=part, AnatomicRegionSequence=sequence(region))
    assert outcome(data) is RefusalReason.OTHER_BODY_PART


@pytest.mark.parametrize("part", [None, "", "CHEST"])
@pytest.mark.parametrize(
    "region",
    [
        ("T-D3000", "SRT", "Chest"),
        ("T-D3000", "SNM3", "Brustkorb"),
        ("51185008", "SCT", "Thoracic structure"),
        ("816094009", "SCT", "Brustkorb"),
        ("416550000", "SCT", "Brust und Bauch"),
        ("CX", "99LOCAL", "Thorax a.p."),
        ("", "", ""),
    ],
)
def test_a_coded_chest_is_read_in_any_language(region: Coded, part: str | None) -> None:
    data = dicom(FILM, BodyPartExamined=part, AnatomicRegionSequence=sequence(region))
    assert outcome(data) is None


def test_a_chest_among_several_regions_is_read() -> None:
    regions = sequence(("T-D4000", "SRT", "Abdomen"), ("T-D3000", "SRT", "Chest"))
    assert outcome(dicom(FILM, BodyPartExamined=None, AnatomicRegionSequence=regions)) is None


@pytest.mark.parametrize(("part", "expected"), [("CHEST", None), (None, RefusalReason.OTHER_BODY_PART)])
def test_a_code_of_a_hospitals_own_counts_where_no_body_part_is_named(
    part: str | None, expected: RefusalReason | None
) -> None:
    regions = sequence(("X7", "99LOCAL", "Handgelenk"))
    assert outcome(dicom(FILM, BodyPartExamined=part, AnatomicRegionSequence=regions)) is expected


def test_another_body_part_is_refused_whatever_the_region() -> None:
    regions = sequence(("T-D3000", "SRT", "Chest"))
    data = dicom(FILM, BodyPartExamined="HAND", AnatomicRegionSequence=regions)
    assert outcome(data) is RefusalReason.OTHER_BODY_PART


@pytest.mark.parametrize("modality", [None, "", "OT", "CR"])
@pytest.mark.parametrize(
    "sop_class",
    [
        *(uid.CTImageStorage, uid.EnhancedCTImageStorage, uid.MRImageStorage, uid.UltrasoundImageStorage),
        *(uid.NuclearMedicineImageStorage, uid.DigitalMammographyXRayImageStorageForPresentation),
        *(uid.XRayAngiographicImageStorage, uid.PositronEmissionTomographyImageStorage),
    ],
)
def test_an_image_of_another_class_is_refused_whatever_its_modality(
    sop_class: uid.UID, modality: str | None
) -> None:
    data = dicom(FILM, SOPClassUID=sop_class, Modality=modality)
    assert outcome(data) is RefusalReason.OTHER_MODALITY


@pytest.mark.parametrize("modality", [None, "CR"])
@pytest.mark.parametrize(
    "sop_class",
    [
        *(uid.ComputedRadiographyImageStorage, uid.DigitalXRayImageStorageForPresentation),
        *(uid.DigitalXRayImageStorageForProcessing, uid.SecondaryCaptureImageStorage),
        *(uid.MultiFrameGrayscaleWordSecondaryCaptureImageStorage, "1.2.840.113619.4.2"),
    ],
)
def test_a_film_is_read_from_every_class_in_which_films_come(sop_class: str, modality: str | None) -> None:
    assert outcome(dicom(FILM, SOPClassUID=uid.UID(sop_class), Modality=modality)) is None
