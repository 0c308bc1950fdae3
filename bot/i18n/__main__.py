"""`python -m bot.i18n extract` brings the catalogs up to date; `missing` names what is not translated."""

import argparse
import sys

from bot.i18n.catalogs import TRANSLATED, extract_all, untranslated


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two verbs; `missing` returns 1 when a translation is."""
    parser = argparse.ArgumentParser(prog="python -m bot.i18n", description=__doc__)
    parser.add_argument("verb", choices=["extract", "missing"])
    if parser.parse_args(arguments).verb == "extract":
        extract_all()
        return 0
    missing = [f"{locale}: {message!r}" for locale in TRANSLATED for message in untranslated(locale)]
    sys.stdout.write("".join(f"{line}\n" for line in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
