"""rdbuild: a batch asset-build pipeline for pixel art, from a YAML manifest to an output tree."""

__version__ = "0.1.0"
