"""Writes the general categories of Unicode, as Python's unicodedata has them, as tables of ranges.

    python3 compile_unicode.py OUTPUT
"""
import itertools
import pathlib
import sys
import unicodedata

CATEGORIES = "LMNPSZ"  # letters, marks, numbers, punctuation, symbols, separators


def ranges(category):
    """[first, last] of each run of code points in the category."""
    points = range(sys.maxunicode + 1)
    for has, run in itertools.groupby(points, lambda point: unicodedata.category(chr(point))[0] == category):
        run = list(run)
        if has:
            yield run[0], run[-1]


def main():
    tables = "".join(
        f"const CodePointRange k{category}[] = {{{', '.join(f'{{{first}, {last}}}' for first, last in ranges(category))}}};\n"
        for category in CATEGORIES)
    rows = "".join(f"    {{'{category}', k{category}}},\n" for category in CATEGORIES)
    pathlib.Path(sys.argv[1]).write_text(
        '#include "base/unicode_categories.h"\n\nnamespace eni {\nnamespace {\n\n' + tables +
        "const UnicodeCategory kRows[] = {\n" + rows + "};\n\n}  // namespace\n\n"
        "const std::span<const UnicodeCategory> kUnicodeCategories{kRows};\n\n}  // namespace eni\n")


if __name__ == "__main__":
    main()
