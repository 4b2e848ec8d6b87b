"""`python -m hamgara.cli`: the command line where its script is not on the path."""

from hamgara.cli import main

if __name__ == "__main__":
    main()
