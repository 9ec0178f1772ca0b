"""The local AWS: ministack with what this project needs added; runs in its own environment."""
