#!/usr/bin/env python3
"""Trains a classifier on any CSV table whose last column is the class and whose other columns are numbers.

Softmax regression by gradient descent, with nothing but Python's standard library. Reads every *.csv below
/dataset, writes /model/model.json and /model/metrics.json.
"""
import argparse
import csv
import json
import math
import os
import pathlib
import random
import sys
import time


def main():
    options = arguments()
    header, rows = read(pathlib.Path(options.dataset))
    classes = sorted({row[-1] for row in rows})
    if len(classes) < 2:
        sys.exit(f"the last column, {header[-1]}, has only one class")
    random.Random(options.seed).shuffle(rows)
    held_back = max(1, len(rows) // 5)
    test, train = rows[:held_back], rows[held_back:]
    print(f"{len(rows)} rows, {len(header) - 1} measures, {len(classes)} classes: {', '.join(classes)}")
    print(f"training on {len(train)} rows, {len(test)} are held back for the test", flush=True)

    scale = spread([row[:-1] for row in train])
    points = [(standard(row[:-1], scale), classes.index(row[-1])) for row in train]
    started = time.monotonic()
    weights = descend(points, len(classes), options)
    model = {"measures": header[:-1], "classes": classes, "scale": scale, "weights": weights}
    metrics = {
        "rows": len(rows),
        "epochs": options.epochs,
        "loss": round(loss(points, weights), 4),
        "train_accuracy": accuracy(train, model),
        "test_accuracy": accuracy(test, model),
        "seconds": round(time.monotonic() - started, 2),
    }
    target = pathlib.Path(options.model)
    (target / "model.json").write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    (target / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    print(f"accuracy on the {len(test)} rows held back: {metrics['test_accuracy']:.1%}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=400)
    parser.add_argument("--rate", type=float, default=0.3, help="learning rate")
    parser.add_argument("--seed", type=int, default=1, help="decides which rows are held back")
    parser.add_argument("--dataset", default=os.environ.get("OCTOPUS_DATASET_DIR", "/dataset"))
    parser.add_argument("--model", default=os.environ.get("OCTOPUS_MODEL_DIR", "/model"))
    return parser.parse_args()


def read(folder):
    header, rows = None, []
    for path in sorted(folder.rglob("*.csv")):
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            columns = next(reader, None)
            if header is None:
                header = columns
            elif columns != header:
                sys.exit(f"{path.name} has other columns than the files before it")
            for number, row in enumerate(reader, start=2):
                try:
                    rows.append([*(float(cell) for cell in row[:-1]), row[-1].strip()])
                except (ValueError, IndexError):
                    sys.exit(f"{path.name}, line {number}: every column but the last must be a number")
                if len(row) != len(header):
                    sys.exit(f"{path.name}, line {number}: {len(row)} columns instead of {len(header)}")
    if len(rows) < 10:
        sys.exit(f"found {len(rows)} rows in *.csv below {folder}, at least 10 are needed")
    return header, rows


def spread(rows):
    """Mean and standard deviation of each column."""
    result = []
    for column in zip(*rows):
        mean = sum(column) / len(column)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in column) / len(column))
        result.append([mean, deviation or 1.0])
    return result


def standard(values, scale):
    return [1.0] + [(value - mean) / deviation for value, (mean, deviation) in zip(values, scale)]


def probabilities(point, weights):
    scores = [sum(w * x for w, x in zip(row, point)) for row in weights]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def descend(points, classes, options):
    weights = [[0.0] * len(points[0][0]) for _ in range(classes)]
    for epoch in range(1, options.epochs + 1):
        gradient = [[0.0] * len(weights[0]) for _ in weights]
        for point, label in points:
            for index, probability in enumerate(probabilities(point, weights)):
                error = probability - (1.0 if index == label else 0.0)
                row = gradient[index]
                for position, value in enumerate(point):
                    row[position] += error * value
        for row, slope in zip(weights, gradient):
            for position, value in enumerate(slope):
                row[position] -= options.rate * value / len(points)
        if epoch == 1 or epoch % max(1, options.epochs // 8) == 0:
            print(f"epoch {epoch:4d}  loss {loss(points, weights):.4f}", flush=True)
    return weights


def loss(points, weights):
    return -sum(math.log(probabilities(point, weights)[label] + 1e-12) for point, label in points) / len(points)


def predict(values, model):
    chances = probabilities(standard(values, model["scale"]), model["weights"])
    best = max(range(len(chances)), key=chances.__getitem__)
    return model["classes"][best], chances[best]


def accuracy(rows, model):
    return round(sum(predict(row[:-1], model)[0] == row[-1] for row in rows) / len(rows), 4)


if __name__ == "__main__":
    main()
