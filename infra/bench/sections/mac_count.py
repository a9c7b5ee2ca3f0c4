"""Counts the multiply-accumulates (MACs) of a LiteRT file."""

from collections.abc import Sequence
from math import prod
from pathlib import Path

from ai_edge_litert.interpreter import Interpreter, OpResolverType


def count_macs(file: Path) -> int:
    """Count the MACs of one run in convolutions and dense layers: all other operations are negligible."""
    # A delegate would replace the operations that are counted.
    resolver = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    network = Interpreter(str(file), experimental_op_resolver_type=resolver)
    shapes = {tensor["index"]: tensor["shape"].tolist() for tensor in network.get_tensor_details()}
    return sum(
        operation_macs(each["op_name"], shapes[each["outputs"][0]], shapes[each["inputs"][1]])
        for each in network._get_ops_details()
        if each["op_name"] in {"CONV_2D", "FULLY_CONNECTED", "DEPTHWISE_CONV_2D"}
    )


def operation_macs(name: str, output: Sequence[int], weights: Sequence[int]) -> int:
    """Count the MACs of one operation from the shapes of its output and weights.

    Weights are (filters, rows, columns, channels) of a convolution and (units, inputs) of a dense layer. Of a
    depthwise convolution they are (1, rows, columns, channels): it sees one channel at a time.
    """
    per_value = weights[1:3] if name == "DEPTHWISE_CONV_2D" else weights[1:]
    return prod(output) * prod(per_value)
