"""How many multiplications a LiteRT file asks for."""

from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any

from ai_edge_litert.interpreter import Interpreter, OpResolverType

Shape = Sequence[int]


def multiplications(file: Path) -> int:
    """Multiply-accumulates of one run: convolutions and dense layers, which nothing else comes near."""
    resolver = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES  # a delegate would take the operations' place
    network = Interpreter(str(file), experimental_op_resolver_type=resolver)
    shapes = {tensor["index"]: tensor["shape"].tolist() for tensor in network.get_tensor_details()}
    return sum(_of(operation, shapes) for operation in network._get_ops_details())


def _of(operation: Mapping[str, Any], shapes: Mapping[int, Shape]) -> int:
    kind, inputs, outputs = operation["op_name"], operation["inputs"], operation["outputs"]
    if kind in {"CONV_2D", "FULLY_CONNECTED"}:
        return convolution(shapes[outputs[0]], shapes[inputs[1]])
    if kind == "DEPTHWISE_CONV_2D":
        return depthwise(shapes[outputs[0]], shapes[inputs[1]])
    return 0


def convolution(output: Shape, weights: Shape) -> int:
    """Each value of the output takes one filter: (filters, rows, columns, channels), or a row of a matrix."""
    return prod(output) * prod(weights[1:])


def depthwise(output: Shape, weights: Shape) -> int:
    """Each value of the output takes one place of the filters: (1, rows, columns, channels)."""
    return prod(output) * weights[1] * weights[2]
