#!/usr/bin/env python3
"""Checks of the training code against results worked out by hand or drawn by other means."""

import copy
import itertools
import json
import math
import sys
import tempfile
import unittest
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from assignment import CENTRE_RADIUS, assign, cells_around
from augment import View, look, whole_view
from boxes import cell_centres, decode, encode, flatten, giou, iou, make_grid
from dataset import TrainingStream, collate, lane_mask
from decode import Detections, decode_detections
from distillation import divergence, imitation_losses
from export import export
from exported import load_exported
from frames import DEPTH_PER_METRE, Frame, LaneLine
from journal import Journal
from labels import FOCAL_PIXELS, IGNORED, MASK_STRIDE, OBJECTS
from losses import depth_loss, dice_loss, enlarged_at, focal
from metrics import AveragePrecision, DepthError, LaneScore, MeanIou, RecallByDistance
from model import SIZES, MultiTaskNetwork, count_macs
from muon import Muon, orthogonalized
from normalise import library, normalise_and_clamp
from pruning import apply_plan, module_of, shrink_to


def frame_with_box(box: tuple[int, int, int, int], depth_metres: float = 20.0) -> Frame:
    """A black frame of 320x192 with one white object."""
    image = np.zeros((192, 320, 3), np.uint8)
    image[box[1]:box[3], box[0]:box[2]] = 255
    semantic = np.where(image[..., 0] > 0, 7, 9).astype(np.uint8)
    return Frame(image, semantic, np.full((192, 320), depth_metres * DEPTH_PER_METRE, np.uint16),
                 np.array([box], np.float32), np.array([2]), np.ones(1, np.float32),
                 np.full(1, depth_metres, np.float32), [], FOCAL_PIXELS, {})


class ViewChecks(unittest.TestCase):
    def test_boxes_follow_their_pixels_through_zoom_shift_and_mirror(self) -> None:
        frame = frame_with_box((100, 50, 180, 120))
        for zoom, mirrored in itertools.product((0.5, 0.8, 1.0, 1.7), (False, True)):
            scene = look(frame, View(256, 160, zoom, -20.0, -10.0, mirrored))
            rows, columns = np.nonzero(scene.image[..., 0] > 127)
            drawn = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
            np.testing.assert_allclose(scene.boxes[0], drawn, atol=1.0)
            labelled = np.nonzero((scene.semantic == 7).any(0))[0]
            np.testing.assert_allclose([labelled[0], labelled[-1] + 1], scene.boxes[0, [0, 2]], atol=1.0)

    def test_a_picture_at_twice_the_size_shows_half_the_depth(self) -> None:
        for zoom in (0.5, 1.0, 2.0):
            scene = look(frame_with_box((100, 50, 180, 120)), View(64, 64, zoom, 0, 0, False))
            np.testing.assert_allclose(scene.depth, 20.0 / zoom, rtol=1e-3)

    def test_a_box_of_which_a_sliver_is_left_is_neither_object_nor_background(self) -> None:
        scene = look(frame_with_box((100, 50, 180, 120)), View(128, 96, 1.0, -170.0, 0, False))
        self.assertEqual((0, 1), (len(scene.boxes), len(scene.ignored)))

    def test_the_whole_view_is_the_letterbox_at_the_top_left(self) -> None:
        scene = look(frame_with_box((0, 0, 320, 192)), whole_view(frame_with_box((0, 0, 320, 192)), (160, 128)))
        np.testing.assert_array_equal(scene.boxes[0], [0, 0, 160, 96])
        self.assertEqual(114, scene.image[120, 80, 0])

    def test_lanes_are_drawn_on_their_cells_and_unknown_where_hidden(self) -> None:
        points = np.array([[82.0, 190.0], [82.0, 100.0], [82.0, 20.0]], np.float32)
        lane = LaneLine(1, points, np.ones(3, np.float32), np.array([True, True, False]))
        mask = lane_mask([lane], (320, 192))
        np.testing.assert_array_equal(np.flatnonzero(mask.any(0)), [20])
        self.assertEqual((1, 255), (mask[40, 20], mask[8, 20]))

    def test_samples_depend_on_the_seed_alone(self) -> None:
        frames = [frame_with_box((100, 50, 180, 120)), frame_with_box((20, 20, 60, 60))]
        streams = [TrainingStream(frames, 2, (128, 96), (0.5, 1.0), 7, first, workers)
                   for first, workers in ((0, 0), (0, 3), (1, 0))]
        first, threaded, resumed = (list(itertools.islice(stream, 3)) for stream in streams)
        for a, b in itertools.chain(zip(first, threaded), zip(first[1:], resumed)):
            torch.testing.assert_close(a.images, b.images, rtol=0, atol=0)

    def test_plain_samples_are_the_pictures_themselves_or_mirrored(self) -> None:
        frame = frame_with_box((100, 50, 180, 120))
        frame.image[:] = np.arange(320, dtype=np.uint8)[None, :, None]
        batch = next(iter(TrainingStream([frame], 8, (320, 192), (0.5, 1.0), 7, workers=0, plain=1)))
        mirrored = batch.images[:, 0, 0, 0] != 0
        self.assertEqual({False, True}, set(mirrored.tolist()))
        picture = torch.from_numpy(frame.image).permute(2, 0, 1).float()
        for image, flipped in zip(batch.images, mirrored):
            torch.testing.assert_close(image, picture.flip(2) if flipped else picture, rtol=0, atol=0)


class DetectionChecks(unittest.TestCase):
    def test_giou_of_the_paper_s_cases(self) -> None:
        a = torch.tensor([[0.0, 0, 2, 2]])
        self.assertAlmostEqual(1 / 7, float(iou(a, torch.tensor([[1.0, 1, 3, 3]]))), 6)
        self.assertAlmostEqual(1 / 7 - 2 / 9, float(giou(a, torch.tensor([[1.0, 1, 3, 3]]))), 6)
        self.assertAlmostEqual(-0.5, float(giou(a, torch.tensor([[6.0, 0, 8, 2]]))), 6)

    def test_raw_boxes_decode_to_the_boxes_they_were_made_from(self) -> None:
        grid = make_grid(64, 64, torch.device("cpu"))
        boxes = torch.tensor([[3.0, 5.0, 30.0, 9.0]]).expand(len(grid), 4)
        torch.testing.assert_close(decode(encode(boxes, grid), grid), boxes, rtol=0, atol=1e-4)

    def test_each_object_gets_cells_near_its_centre_and_each_cell_one_object(self) -> None:
        grid = make_grid(128, 96, torch.device("cpu"))
        boxes = torch.tensor([[20.0, 20, 60, 60], [60.0, 30, 90, 80]])
        assigned = assign(decode(torch.zeros(len(grid), 4), grid), torch.zeros(len(grid)),
                          torch.zeros(len(grid), len(OBJECTS)), grid, boxes, torch.tensor([0, 3]), torch.zeros(0, 4))
        self.assertEqual({0, 1}, set(assigned.objects.tolist()))
        self.assertEqual(len(assigned.cells), len(set(assigned.cells.tolist())))
        centres = (grid[assigned.cells, :2] + 0.5) * grid[assigned.cells, 2:]
        middles = (boxes[:, :2] + boxes[:, 2:])[assigned.objects] / 2
        self.assertTrue(bool(((centres - middles).abs() <= 2.5 * grid[assigned.cells, 2:]).all()))

    def test_cells_near_points_are_those_that_a_look_at_all_cells_finds(self) -> None:
        grid = make_grid(128, 96, torch.device("cpu"))
        points = torch.tensor([[0.0, 0.0], [127.9, 95.9], [40.0, 48.0], [63.3, 20.7]])
        away = (cell_centres(grid)[None] - points[:, None]).abs()
        near = (away < CENTRE_RADIUS * grid[None, :, 2:]).all(-1).any(0)
        self.assertEqual(near.nonzero()[:, 0].tolist(), cells_around(points, grid).tolist())

    def test_a_picture_without_objects_assigns_nothing_and_spares_ignored_boxes(self) -> None:
        grid = make_grid(64, 64, torch.device("cpu"))
        assigned = assign(decode(torch.zeros(len(grid), 4), grid), torch.zeros(len(grid)),
                          torch.zeros(len(grid), len(OBJECTS)), grid, torch.zeros(0, 4),
                          torch.zeros(0, dtype=torch.int64), torch.tensor([[0.0, 0, 16, 16]]))
        self.assertEqual(0, len(assigned.cells))
        self.assertEqual(16 + 4 + 1, int(assigned.neutral.sum()))  # cells of strides 4, 8, 16 with their centre inside

    def test_rows_decode_to_the_boxes_they_were_made_from_and_the_weaker_twin_goes(self) -> None:
        rows = np.zeros((32 * 24 + 16 * 12 + 8 * 6 + 4 * 3, 5 + len(OBJECTS)), np.float32)
        first = 32 * 24 + 16 * 2  # row 2 at stride 8
        for column, objectness in ((3, 0.9), (4, 0.8)):
            row = first + column
            rows[row, :5] = (3 * 8 + 4 - column * 8) / 8, 0.5, np.log(2), np.log(3), objectness
            rows[row, 5 + 4] = 0.5
        found = decode_detections(rows, 128, 96)
        np.testing.assert_allclose(found.boxes, [[28 - 8, 20 - 12, 28 + 8, 20 + 12]], rtol=1e-5)
        self.assertEqual(4, found.classes[0])
        self.assertAlmostEqual(0.45, float(found.scores[0]), 6)

    def test_rows_of_training_and_of_evaluation_have_one_order(self) -> None:
        maps = [torch.arange(2 * w * h).reshape(1, 2, h, w) for w, h in ((32, 24), (16, 12), (8, 6), (4, 3))]
        grid = make_grid(128, 96, torch.device("cpu"))
        rows = flatten(maps)[0]
        before = 32 * 24 + 16 * 12
        self.assertEqual(5 * 8 + 7, int(rows[before + 5 * 8 + 7, 0]))
        self.assertEqual([7.0, 5.0, 16.0], grid[before + 5 * 8 + 7].tolist())


class LossChecks(unittest.TestCase):
    def test_focal_loss_at_even_odds_is_its_formula(self) -> None:
        value = float(focal(torch.zeros(1), torch.ones(1)))
        self.assertAlmostEqual(4 * 0.75 * 0.25 * float(np.log(2)), value, 6)

    def test_focal_loss_is_least_where_the_logit_says_the_overlap(self) -> None:
        wanted = torch.full((3,), 0.6)
        below, at, above = focal(torch.logit(torch.tensor([0.5, 0.6, 0.7])), wanted).tolist()
        self.assertAlmostEqual(0, at, 6)
        self.assertGreater(min(below, above), 0)

    def test_dice_loss_is_one_less_twice_what_both_have_over_what_either_has_of_the_classes_there_are(self) -> None:
        classes = torch.zeros(1, 8, 16, dtype=torch.int64)
        classes[:, :, 8:] = 2
        classes[:, 0] = IGNORED
        logits = torch.full((1, 4, 8, 16), -50.0)
        logits[:, 0, :, :12], logits[:, 2, :, 12:] = 50, 50  # class 0 reaches half into class 2; of 7 rows 8 + 8 cells
        expected = 1 - ((2 * 56 + 1) / (84 + 56 + 1) + (2 * 28 + 1) / (28 + 56 + 1)) / 2
        self.assertAlmostEqual(expected, float(dice_loss(logits, classes)), 5)

    def test_a_mask_is_taught_at_the_pixels_where_opencv_puts_what_it_enlarges(self) -> None:
        planes = torch.randn(3, 24, 40, generator=torch.Generator().manual_seed(1))
        enlarged = np.stack([cv2.resize(plane.numpy(), (160, 96), interpolation=cv2.INTER_LINEAR) for plane in planes])
        for row in range(MASK_STRIDE):
            for column in range(MASK_STRIDE):
                np.testing.assert_allclose(enlarged_at(enlarged_at(planes, row, 1), column, 2),
                                           enlarged[:, row::MASK_STRIDE, column::MASK_STRIDE], atol=1e-5)

    def test_depth_loss_is_the_logarithm_of_the_factor(self) -> None:
        metres = torch.full((1, 4, 4), 20.0)
        self.assertAlmostEqual(float(np.log(1.5)), float(depth_loss(torch.full((1, 4, 4), np.log(1.5)), metres)), 5)
        self.assertEqual(0, float(depth_loss(torch.ones(1, 4, 4), metres * 0)))

    def test_targets_have_the_shapes_of_the_outputs(self) -> None:
        batch = collate([look(frame_with_box((100, 50, 180, 120)), View(128, 96, 1.0, -64, -32, False))])
        outputs = MultiTaskNetwork(SIZES["n"])(batch.images)
        self.assertEqual((1, 96, 128), tuple(batch.semantic.shape))
        self.assertEqual(outputs.lanes.shape[2:], batch.lanes.shape[1:])
        self.assertEqual(outputs.depth.shape[2:], batch.depth.shape[1:])


class OptimizerChecks(unittest.TestCase):
    def test_orthogonal_momentum_has_singular_values_near_one(self) -> None:
        torch.manual_seed(1)
        for shape in ((32, 288), (288, 32), (64, 64)):
            values = torch.linalg.svdvals(orthogonalized(torch.randn(shape) * 1e-3))
            self.assertTrue(0.5 < float(values.min()) and float(values.max()) < 1.4, values)

    def test_a_step_of_a_hidden_layer_has_a_fifth_of_the_rate_as_root_mean_square(self) -> None:
        torch.manual_seed(1)
        weight = torch.zeros(64, 32, 3, 3, requires_grad=True)
        weight.grad = torch.randn_like(weight)
        Muon([{"params": [weight], "orthogonal": True}], 0.01).step()
        self.assertAlmostEqual(0.002, float(weight.detach().square().mean().sqrt()), delta=0.0004)

    def test_other_weights_take_the_steps_of_pytorch_s_adamw(self) -> None:
        torch.manual_seed(1)
        ours, theirs = (torch.linspace(-1, 1, 7).requires_grad_() for _ in range(2))
        optimizers = [Muon([{"params": [ours], "weight_decay": 0.1}], 0.01),
                      torch.optim.AdamW([theirs], 0.01, weight_decay=0.1)]
        for _ in range(5):
            ours.grad = torch.randn(7)
            theirs.grad = ours.grad.clone()
            for optimizer in optimizers:
                optimizer.step()
        torch.testing.assert_close(ours, theirs)


class MetricChecks(unittest.TestCase):
    def test_average_precision_of_a_case_worked_by_hand(self) -> None:
        # Hit, miss, hit against two objects: precision 1 up to recall 0.5 (51 of 101 points), then 2/3.
        truth = np.array([[0.0, 0, 10, 10], [20.0, 20, 30, 30]])
        found = Detections(np.array([[0.0, 0, 10, 10], [50.0, 50, 60, 60], [20.0, 20, 30, 30]]),
                           np.zeros(3, int), np.array([0.9, 0.8, 0.7]))
        measure = AveragePrecision(2)
        measure.add(found, truth, np.zeros(2, int), np.zeros(2, bool))
        result = measure.compute()
        self.assertAlmostEqual((51 + 50 * 2 / 3) / 101, result[0, 0], 9)
        self.assertTrue(np.isnan(result[0, 1]))

    def test_ignored_truth_neither_helps_nor_hurts(self) -> None:
        boxes = np.array([[0.0, 0, 10, 10], [20.0, 20, 30, 30]])
        measure = AveragePrecision(1)
        measure.add(Detections(boxes[::-1], np.zeros(2, int), np.array([0.9, 0.8])), boxes, np.zeros(2, int),
                    np.array([False, True]))
        self.assertAlmostEqual(1.0, measure.compute()[0, 0], 9)

    def test_recall_counts_objects_of_their_band_that_a_sure_box_of_their_class_covers(self) -> None:
        boxes = np.array([[0.0, 0, 10, 10], [20.0, 20, 30, 30], [40.0, 40, 50, 50]])
        measure = RecallByDistance()
        measure.add(Detections(boxes, np.array([0, 0, 1]), np.array([0.9, 0.1, 0.9])), boxes, np.zeros(3, int),
                    np.array([10.0, 10.0, 30.0]))
        self.assertEqual({"0-20": (0.5, 2), "20-40": (0.0, 1), "40-80": (0.0, 0), "80-250": (0.0, 0)},
                         measure.compute())

    def test_overlap_of_masks_and_lanes_and_depth_of_cases_worked_by_hand(self) -> None:
        iou_measure = MeanIou(3)
        iou_measure.add(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 255]))
        np.testing.assert_allclose(iou_measure.compute(), [0.5, 0.5, np.nan])
        lanes = LaneScore()
        truth, found = np.zeros((8, 8), bool), np.zeros((8, 8), bool)
        truth[:, 2], found[:4, 3], found[:4, 7] = True, True, True
        lanes.add(found, truth, np.zeros((8, 8), bool))
        precision, recall, f1 = lanes.compute()
        self.assertEqual((0.5, 5 / 8), (precision, recall))  # the fifth cell touches the fourth
        self.assertAlmostEqual(2 * 0.5 * 0.625 / 1.125, f1, 9)
        depth = DepthError()
        depth.add(np.array([11.0, 60.0, 5.0]), np.array([10.0, 30.0, 0.0]))
        self.assertAlmostEqual((0.1 + 1.0) / 2, depth.compute()[0], 9)
        self.assertEqual(0.5, depth.compute()[1])


class NormalisationChecks(unittest.TestCase):
    @unittest.skipIf(library() is None, "no C compiler, with which normalise.c becomes a library")
    def test_the_fused_normalisation_gives_pytorchs_values_slopes_and_statistics(self) -> None:
        torch.manual_seed(5)
        for channels in (16, 48, 160):
            mine = nn.BatchNorm2d(channels, eps=1e-3, momentum=0.03)
            nn.init.normal_(mine.weight, 1, 0.5)
            nn.init.normal_(mine.bias, 1, 1)
            theirs = copy.deepcopy(mine)
            x = (2 * torch.randn(3, channels, 17, 23) + 1).bfloat16().requires_grad_()
            same = x.detach().float().requires_grad_()
            weight = torch.randn(x.shape).bfloat16()
            for _ in range(2):  # in training, then as it is used
                found, wanted = normalise_and_clamp(x, mine), functional.relu6(theirs(same))
                torch.testing.assert_close(found.float(), wanted, atol=0.02, rtol=0.004)
                if mine.training:
                    (found * weight).sum().backward()
                    (wanted * weight.float()).sum().backward()
                    mine.eval(), theirs.eval()
            torch.testing.assert_close(x.grad.float(), same.grad, atol=0.02, rtol=0.004)
            for name in ("weight", "bias"):
                torch.testing.assert_close(getattr(mine, name).grad, getattr(theirs, name).grad, atol=0.01, rtol=1e-3)
            for name in ("running_mean", "running_var", "num_batches_tracked"):
                torch.testing.assert_close(getattr(mine, name), getattr(theirs, name))


class NetworkChecks(unittest.TestCase):
    def test_the_small_network_takes_two_and_a_half_giga_flop_and_keeps_to_multiples_of_32(self) -> None:
        self.assertAlmostEqual(2.5, 2e-9 * count_macs(MultiTaskNetwork(SIZES["n"]), 640, 384), delta=0.05)
        for size in SIZES.values():
            widths = {*size.trunk, *size.hidden, size.neck, size.neck_hidden, size.head, size.decoder}
            self.assertTrue(all(width % 32 == 0 for width in widths) and size.stem in (16, 32))


class ExportedChecks(unittest.TestCase):
    def test_an_exported_network_taken_back_infers_as_before_and_its_normalisations_know_what_they_see(self) -> None:
        torch.manual_seed(4)
        network = MultiTaskNetwork(SIZES["n"]).eval()
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.uniform_(module.running_mean, -0.5, 0.5)
                nn.init.uniform_(module.running_var, 0.2, 2)
                nn.init.uniform_(module.weight, 0.5, 1.5)
                nn.init.uniform_(module.bias, 0, 2)
        pictures = 255 * torch.rand(3, 3, 64, 96)
        again = MultiTaskNetwork(SIZES["n"])
        with tempfile.TemporaryDirectory() as folder, torch.no_grad():
            expected = network(pictures).semantic
            export(copy.deepcopy(network), Path(folder) / "model.onnx", 96, 64)
            load_exported(again, Path(folder) / "model.onnx", pictures)
            inferred, learning = again.eval()(pictures).semantic, again.train()(pictures).semantic
        torch.testing.assert_close(inferred, expected, atol=1e-3, rtol=1e-3)
        torch.testing.assert_close(learning, expected, atol=1e-2, rtol=1e-2)

    def test_a_file_of_another_network_is_refused_by_the_first_name_that_differs(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            export(MultiTaskNetwork(SIZES["n"]), path, 96, 64)
            with self.assertRaisesRegex(SystemExit, "is not of this network.*heads.1.box_path.1.0.bias"):
                load_exported(MultiTaskNetwork(SIZES["s"]), path, torch.zeros(1, 3, 64, 96))
            path.write_bytes(b"no network")
            with self.assertRaisesRegex(SystemExit, "cannot be read as ONNX"):
                load_exported(MultiTaskNetwork(SIZES["n"]), path, torch.zeros(1, 3, 64, 96))


class JournalChecks(unittest.TestCase):
    def test_a_run_resumed_with_other_losses_keeps_its_log(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for resumed_at, losses in ((0, {"box": 1.0}), (50, {"box": 0.5, "box like": 2.0}), (100, {"box": 0.25})):
                journal = Journal(folder, resumed_at)
                journal.add(losses)
                journal.write(resumed_at + 50, 1e-3, 1.0)
            Journal(folder, 150)
            rows = (folder / "log.csv").read_text().splitlines()
        self.assertEqual("step,seconds,rate,loss,box,box like", rows[0])
        self.assertEqual(["1,", "0.5,2", "0.25,"], [row.split(",", 4)[4] for row in rows[1:]])


class ImitationChecks(unittest.TestCase):
    def test_nothing_is_left_to_learn_from_oneself_but_something_from_another(self) -> None:
        torch.manual_seed(5)
        pupil, teacher = MultiTaskNetwork(SIZES["n"]).eval(), MultiTaskNetwork(SIZES["n"]).eval()
        for head in teacher.heads:
            torch.nn.init.constant_(head.objectness.bias, 2)
        picture = 255 * torch.rand(1, 3, 64, 96)
        with torch.no_grad():
            own, theirs = pupil(picture), teacher(picture)
        for name, loss in imitation_losses(theirs, theirs).items():
            if name != "class like":  # cross entropy, whose least value is the entropy of the teacher's classes
                self.assertAlmostEqual(0, float(loss), 5, name)
        self.assertTrue(all(loss > 0 for loss in imitation_losses(own, theirs).values()))

    def test_masks_are_compared_by_divergence(self) -> None:
        # Kullback and Leibler's of (3/4, 1/4) from (1/2, 1/2).
        logits = torch.tensor([0.75, 0.25]).log().view(1, 2, 1, 1)
        expected = 0.75 * math.log(1.5) + 0.25 * math.log(0.5)
        self.assertAlmostEqual(expected, float(divergence(torch.zeros(1, 2, 1, 1), logits)), 6)


class PruningChecks(unittest.TestCase):
    def test_nodes_have_the_names_of_their_modules(self) -> None:
        self.assertEqual(["trunk.stages.1.0.0", "neck.down_to_8.path.0.0", "heads.2.classes"], [
            module_of("/network/trunk/stages.1/stages.1.0/stages.1.0.0/Conv"),
            module_of("/network/neck/down_to_8/path.0/path.0.0/Conv"), module_of("/network/heads.2/classes/Conv")])

    def test_a_pruned_network_equals_the_whole_one_without_those_channels(self) -> None:
        torch.manual_seed(3)
        network = MultiTaskNetwork(SIZES["n"]).eval()
        writer, normalisation, reader = (network.heads[1].class_path[-1][0], network.heads[1].class_path[-1][1],
                                         network.heads[1].classes)
        kept = list(range(0, writer.out_channels, 2))
        with torch.no_grad():
            normalisation.weight[1::2] = 0
            normalisation.bias[1::2] = 0
        pruned = copy.deepcopy(network)
        last = len(network.heads[1].class_path) - 1
        plan = {"layers": [self._layer(name, module, kept if module is writer else None,
                                       kept if module is reader else None)
                           for name, module in network.named_modules() if isinstance(module, torch.nn.Conv2d)]}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.json"
            path.write_text(json.dumps(plan))
            apply_plan(pruned, path)
            with self.assertRaisesRegex(SystemExit, f"heads.1.class_path.{last}.0"):
                apply_plan(pruned, path)
        again = MultiTaskNetwork(SIZES["n"]).eval()
        shrink_to(again, pruned.state_dict())
        again.load_state_dict(pruned.state_dict())
        picture = 255 * torch.rand(1, 3, 64, 96)
        with torch.no_grad():
            expected = network(picture).detections[1][2]
            for smaller in (pruned, again):
                torch.testing.assert_close(smaller(picture).detections[1][2], expected)
        self.assertLess(count_macs(again, 96, 64), count_macs(network, 96, 64))

    @staticmethod
    def _layer(name: str, module: torch.nn.Conv2d, outputs: list[int] | None, inputs: list[int] | None) -> dict:
        return {"name": f"/network/{name}/Conv", "outputs_before": module.out_channels,
                "inputs_before": module.in_channels,
                "outputs": list(range(module.out_channels)) if outputs is None else outputs,
                "inputs": list(range(module.in_channels)) if inputs is None else inputs}


if __name__ == "__main__":
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    result = unittest.TextTestRunner(stream=sys.stdout).run(
        unittest.defaultTestLoader.loadTestsFromName("__main__"))
    sys.exit(not result.wasSuccessful())
