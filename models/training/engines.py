"""Runs ONNX files outside of PyTorch: ONNX Runtime where Python has it, else OpenCV's own engine."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

Engine = Callable[[np.ndarray], dict[str, np.ndarray]]  # (1, 3, h, w) float32 of 0..255 to outputs by name


def open_engine(path: Path) -> Engine:
    """The network of an ONNX file as a function."""
    try:
        import onnxruntime
    except ImportError:
        return _open_in_opencv(path)

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return lambda images: dict(zip(names, session.run(names, {session.get_inputs()[0].name: images})))


def _open_in_opencv(path: Path) -> Engine:
    import cv2

    network = cv2.dnn.readNetFromONNX(np.frombuffer(_with_plain_clips(path), np.uint8))
    names = network.getUnconnectedOutLayersNames()

    def run(images: np.ndarray) -> dict[str, np.ndarray]:
        network.setInput(images)
        return dict(zip(names, network.forward(names)))

    return run


def _with_plain_clips(path: Path) -> bytes:
    """The file with the limits of every Clip as attributes, as they were before opset 11: OpenCV 4.6 wants them so."""
    import onnx

    from operators import constants_of

    model = onnx.load(str(path))
    constants = constants_of(model.graph)
    for node in model.graph.node:
        if node.op_type == "Clip":
            least, most = (float(constants[name]) for name in node.input[1:3])
            del node.input[1:]
            node.attribute.extend([onnx.helper.make_attribute("min", least), onnx.helper.make_attribute("max", most)])
    return model.SerializeToString()
