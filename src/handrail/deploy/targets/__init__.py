"""Places that packages are deployed to."""
