"""Shape, type, sum and first value of arrays: array_facts.py ARRAY..."""
import sys

import numpy as np

for path in sys.argv[1:]:
    array = np.load(path)
    print("x".join(map(str, array.shape)), array.dtype, int(array.astype(np.float64).sum()), int(array.flat[0]))
