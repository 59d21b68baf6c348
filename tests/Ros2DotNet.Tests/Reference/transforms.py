"""Where frames are seen from one another, by 4x4 matrices: no quaternion algebra.

A link's rotation is the exponential of its axis times its angle; between two samples it turns by the fraction of the
logarithm of the difference. Quaternions, which are what goes over the wire, are read off a matrix by its eigenvector
(I. Y. Bar-Itzhack, "New method for extracting the quaternion from a rotation matrix", 2000).

usage: transforms.py seed    writes JSON
"""
import json
import sys

import numpy as np

SECOND = 1_000_000_000
random = np.random.default_rng(int(sys.argv[1]))


def exponential(vector):
    angle = np.linalg.norm(vector)
    if angle < 1e-15:
        return np.eye(3)
    x, y, z = vector / angle
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def logarithm(rotation):
    skew = np.array([rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]]) / 2
    sine, cosine = np.linalg.norm(skew), (np.trace(rotation) - 1) / 2
    return skew * (np.arctan2(sine, cosine) / sine) if sine > 1e-12 else skew


def quaternion(r):
    k = np.array([
        [r[0, 0] - r[1, 1] - r[2, 2], r[1, 0] + r[0, 1], r[2, 0] + r[0, 2], r[2, 1] - r[1, 2]],
        [r[1, 0] + r[0, 1], r[1, 1] - r[0, 0] - r[2, 2], r[2, 1] + r[1, 2], r[0, 2] - r[2, 0]],
        [r[2, 0] + r[0, 2], r[2, 1] + r[1, 2], r[2, 2] - r[0, 0] - r[1, 1], r[1, 0] - r[0, 1]],
        [r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1], r[0, 0] + r[1, 1] + r[2, 2]]]) / 3
    return np.linalg.eigh(k)[1][:, -1] * random.choice([-1, 1])


def matrix(rotation, translation):
    m = np.eye(4)
    m[:3, :3], m[:3, 3] = rotation, translation
    return m


def pose_at(samples, stamp):
    stamps = [s for s, _, _ in samples]
    if len(samples) == 1:
        return matrix(samples[0][1], samples[0][2])
    after = max(1, next(i for i, s in enumerate(stamps) if s >= stamp))
    (t0, r0, p0), (t1, r1, p1) = samples[after - 1], samples[after]
    ratio = (stamp - t0) / (t1 - t0)
    return matrix(r0 @ exponential(ratio * logarithm(r0.T @ r1)), p0 + ratio * (p1 - p0))


frames = 12
links, histories, parents = [], {}, {}
for child in range(1, frames):
    parents[child] = int(random.integers(0, child))
    static = child % 4 == 0
    rotation, samples, stamp = exponential(random.normal(size=3)), [], 100 * SECOND - int(random.integers(0, SECOND))
    while stamp < 106 * SECOND and not (static and samples):
        samples.append((stamp, rotation, random.normal(size=3) * 10))
        # From a hair's breadth to nearly half a turn between samples.
        rotation = rotation @ exponential(random.normal(size=3) * 10 ** random.uniform(-9, 0.2))
        stamp += int(random.integers(SECOND // 100, SECOND))
    samples.append((stamp, rotation, random.normal(size=3) * 10)) if not static else None
    histories[child] = samples
    links.append({"parent": f"f{parents[child]}", "child": f"f{child}", "static": static,
                  "samples": [{"stampNs": s, "translation": list(p), "rotation": list(quaternion(r))} for s, r, p in samples]})


def in_root(frame, stamp):
    return np.eye(4) if frame == 0 else in_root(parents[frame], stamp) @ pose_at(histories[frame], stamp)


queries = []
for _ in range(200):
    target, source, fixed = (int(i) for i in random.integers(0, frames, size=3))
    target_time, source_time = (int(t) for t in random.integers(100 * SECOND, 106 * SECOND, size=2))
    simple = np.linalg.inv(in_root(target, source_time)) @ in_root(source, source_time)
    travelled = np.linalg.inv(in_root(target, target_time)) @ in_root(fixed, target_time) \
        @ np.linalg.inv(in_root(fixed, source_time)) @ in_root(source, source_time)
    queries.append({"target": f"f{target}", "source": f"f{source}", "fixed": f"f{fixed}", "targetNs": target_time,
                    "sourceNs": source_time, "simple": list(simple.flatten()), "travelled": list(travelled.flatten())})

json.dump({"links": links, "queries": queries}, sys.stdout)
