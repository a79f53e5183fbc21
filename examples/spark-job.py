"""Dragoman as a job: `spark-submit --master URL examples/spark-job.py read PAGES --engine spark --tables FOLDER`."""

import sys

from dragoman.serve.cli import main

sys.exit(main())
