#!/usr/bin/env python3
"""Writes data/flowers.csv: 360 invented flowers of three species, always the same ones.

Each species has its own mean and spread for four measures; within a species the measures rise and fall
together, as they do on real plants. A few flowers lie between two species on purpose: no model gets all right.
"""
import csv
import pathlib
import random

SEED = 20251125
ROWS_PER_SPECIES = 120
MEASURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
SPECIES = {
    # species: [(mean, spread in cm) for each measure]
    "marsh": [(5.1, 0.32), (3.4, 0.30), (1.6, 0.22), (0.3, 0.09)],
    "meadow": [(5.9, 0.46), (2.8, 0.29), (4.4, 0.50), (1.4, 0.21)],
    "mountain": [(6.4, 0.52), (3.0, 0.31), (5.3, 0.55), (1.9, 0.27)],
}


def flower(species, rng):
    vigour = rng.gauss(0, 1)
    for mean, spread in SPECIES[species]:
        own = rng.gauss(0, 1)
        yield round(max(0.1, mean + spread * (0.6 * vigour + 0.8 * own)), 1)


def main():
    rng = random.Random(SEED)
    rows = [[*flower(species, rng), species] for species in SPECIES for _ in range(ROWS_PER_SPECIES)]
    rng.shuffle(rows)
    target = pathlib.Path(__file__).parent / "data" / "flowers.csv"
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*MEASURES, "species"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
