"""Multiply-accumulates, compared with counts by hand and with the literature."""

from pathlib import Path

from cxr.inference.model_card import MODEL_FOLDER, MODEL_NAME, load_model_card
from infra.bench.sections.arithmetic import section
from infra.bench.sections.mac_count import count_macs, operation_macs


def test_a_convolution_applies_one_filter_for_each_output() -> None:
    assert operation_macs("CONV_2D", (1, 4, 4, 8), (8, 3, 3, 2)) == 4 * 4 * 8 * 3 * 3 * 2


def test_a_dense_layer_applies_one_row_for_each_output() -> None:
    assert operation_macs("FULLY_CONNECTED", (1, 10), (10, 1536)) == 15360


def test_a_depthwise_convolution_sees_one_channel() -> None:
    assert operation_macs("DEPTHWISE_CONV_2D", (1, 4, 4, 8), (1, 5, 5, 8)) == 4 * 4 * 8 * 25


def test_the_shipped_model_has_the_macs_of_the_first_blocks_of_b3() -> None:
    # Tan and Le 2019 count 1.8 thousand million at 300 pixels; the count goes with the square of the side.
    # The network ends at stride 16, before the last two of the seven stages.
    size = load_model_card().input.size
    count = count_macs(Path(str(MODEL_FOLDER / MODEL_NAME)))
    assert 0.5 < count / (1.8e9 * (size / 300) ** 2) < 0.8


def test_the_bar_is_the_share_of_the_fastest_product() -> None:
    figures = {
        "the shipped model": (10**9, 10.0),
        "one product": (10**9, 5.0),
        "another": (10**9, 8.0),
    }
    assert section(figures).criteria[0].measured == "100 of 200 GMAC/s, 50 %"
