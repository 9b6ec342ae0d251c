#!/usr/bin/env python3
"""Asks a trained model.json for the class of one row: predict.py MODEL NUMBER NUMBER …"""
import json
import pathlib
import sys

from train import predict


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    model = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    measures = model["measures"]
    if len(sys.argv) - 2 != len(measures):
        sys.exit(f"this model wants {len(measures)} numbers: {', '.join(measures)}")
    values = [float(argument) for argument in sys.argv[2:]]
    label, chance = predict(values, model)
    described = ", ".join(f"{name} {value:g}" for name, value in zip(measures, values))
    print(f"{described} -> {label} ({chance:.1%})")


if __name__ == "__main__":
    main()
