"""The list of datasets. A new one is one file here and one line in `DATASETS`."""

from __future__ import annotations

from webapp.exports.dataset import Dataset
from webapp.exports.datasets.outcome import OUTCOME
from webapp.exports.datasets.projects import PROJECTS
from webapp.exports.datasets.proposals import PROPOSALS

DATASETS: tuple[Dataset, ...] = (PROPOSALS, PROJECTS, OUTCOME)
BY_KEY = {dataset.key: dataset for dataset in DATASETS}
