"""One small file for each screen of the wizard."""
