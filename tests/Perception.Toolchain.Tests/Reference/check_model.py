"""Lets ONNX's own checker look at models: check_model.py MODEL..."""
import sys

import onnx

for path in sys.argv[1:]:
    onnx.checker.check_model(path, full_check=True)
