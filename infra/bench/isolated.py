"""`python -m infra.bench.isolated MODULE FUNCTION ARGUMENTS` prints, as JSON, what a function returns."""

import json
import sys
from importlib import import_module


def main() -> None:
    """Call the function; ARGUMENTS is a JSON list."""
    module, function, arguments = sys.argv[1:]
    print(json.dumps(getattr(import_module(module), function)(*json.loads(arguments))))


if __name__ == "__main__":
    main()
