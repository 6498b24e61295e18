#!/usr/bin/env python
from entredeux.config.cli import main

if __name__ == "__main__":
    main()
