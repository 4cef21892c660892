"""unity_groups.py INCLUDES MAX: which sources may be compiled as one, so that it means what it means file by file.

Sources of one library are compiled in groups, because most of a small file's time goes into what it includes. A name that a file
keeps to itself (in an unnamed namespace, `static`, an alias) is then seen by the files behind it. So a file joins a group only
if no name that another keeps to itself occurs in it, or in a header that it adds, other than behind `.`, `->` or `::`, and if
none that it keeps to itself is declared by a header that it would see only there; what such a name means could change without
an error.

Reads a target a line, `TARGET;SOURCE;...`, all paths absolute; INCLUDES is the folder of the project's headers. Prints a group
of at most MAX sources a line, `TARGET;GROUP;SOURCE;...`. Sources that stay alone are left out. The last line, `headers;...`, has
the headers that the groups follow from.
"""
import re
import sys
from pathlib import Path

NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])*\'', re.S)
NAME = re.compile(r"(\.|->|::)?\s*\b([A-Za-z_]\w*)")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
TEST = re.compile(r"\bTEST(?:_F|_P)?\((\w+), (\w+)\)")
TYPE = re.compile(r"\b(?:struct|class|union|enum(?:\s+class|\s+struct)?)\s+(\w+)|\bconcept\s+(\w+)")
ALIAS = re.compile(r"\s*(?:using\s+(?:[\w:]*::)?(\w+)|namespace\s+(\w+)\s*=|typedef\b.*\b(\w+)\s*$)", re.S)
DECLARED = re.compile(r"\b(\w+)\s*(?:\[[^\]]*\]\s*)*(?:[({=;]|$)")


class Source:
    """What matters of one file: the names in it, those that it keeps to itself, and the project's headers that it includes."""

    def __init__(self, includes, path):
        text = path.read_text()
        folders = (includes, path.parent)
        self.headers = [found for name in INCLUDE.findall(text)
                        if (found := next((f / name for f in folders if (f / name).exists()), None))]
        code = re.sub(r"^#(?:[^\n\\]|\\\n|\\.)*", "", NOISE.sub(lambda m: '""' if m[0][0] in "R\"" else " ", text), flags=re.M)
        self.names = {name for before, name in NAME.findall(code) if not before}
        self.declared, own = declared_names(code)
        self.own = own | {f"{suite}_{test}_Test" for suite, test in TEST.findall(code)}
        self.is_alone = bool(re.search(r"^\s*using namespace\b", code, re.M)) or "#define" in text


def statements(code):
    """(text, is_private) of each declaration in a namespace; is_private: within an unnamed one."""
    stack, start, depth, at = [], 0, 0, 0
    while at < len(code):
        char = code[at]
        if char == "{":
            head = code[start:at]
            scope = re.search(r"\bnamespace\b([\w\s:]*)$", head)
            if depth == 0 and scope:
                stack.append(not scope[1].strip())
                start = at + 1
            else:
                depth += 1
        elif char == "}":
            if depth:
                depth -= 1
                # A function ends here; behind the braces of a type, an initialiser or a default argument the declaration goes on.
                if depth == 0 and not re.match(r"\s*[;,)]", code[at + 1:at + 40]):
                    yield code[start:at + 1], any(stack)
                    start = at + 1
            elif stack:
                stack.pop()
                start = at + 1
        elif char == ";" and depth == 0:
            yield code[start:at + 1], any(stack)
            start = at + 1
        at += 1


def names_of(declaration):
    head = re.sub(r"<[^<>]*>", "", re.sub(r"<[^<>]*>", "", declaration.split("{", 1)[0] + "{"))
    yield from (name for pair in TYPE.findall(head) for name in pair if name)
    yield from DECLARED.findall(head)[:3]
    if re.match(r"\s*enum\b(?!\s+(?:class|struct))", declaration):
        yield from re.findall(r"\b(\w+)\b", declaration.partition("{")[2])


def declared_names(code):
    """Those of all declarations in namespaces, and those of them that others do not see: of declarations in unnamed
    namespaces, of `static` ones and of aliases."""
    declared, own = set(), set()
    for text, is_private in statements(code):
        alias = ALIAS.match(text)
        names = set(filter(None, alias.groups())) if alias else set(names_of(text))
        declared |= names
        if alias or is_private or re.match(r"\s*static\b", text):
            own |= names
    return declared, own


class Reader:
    def __init__(self, includes):
        self.includes = includes
        self.sources = {}
        self.closures = {}

    def source(self, path):
        if path not in self.sources:
            self.sources[path] = Source(self.includes, path)
        return self.sources[path]

    def closure(self, path):
        """The project's headers that `path` includes, directly or not."""
        if path not in self.closures:
            found, left = set(), list(self.source(path).headers)
            while left:
                header = left.pop()
                if header not in found:
                    found.add(header)
                    left += self.source(header).headers
            self.closures[path] = found
        return self.closures[path]


class Group:
    def __init__(self, reader):
        self.reader = reader
        self.paths = []
        self.own = set()
        self.names = set()
        self.headers = set()

    def may_take(self, path):
        source, closure = self.reader.source(path), self.reader.closure(path)
        return (source.own.isdisjoint(self.names)
                and all(self.own.isdisjoint(self.reader.source(file).names) for file in [path, *(closure - self.headers)])
                and all(source.own.isdisjoint(self.reader.source(header).declared) for header in self.headers - closure))

    def take(self, path):
        source = self.reader.source(path)
        self.names |= source.names
        self.own |= source.own
        self.headers |= self.reader.closure(path)
        self.paths.append(path)


def groups_of(reader, paths, max_size):
    groups = []
    for path in paths:
        if reader.source(path).is_alone:
            continue
        group = next((group for group in groups if len(group.paths) < max_size and group.may_take(path)), None)
        if not group:
            group = Group(reader)
            groups.append(group)
        group.take(path)
    return [group for group in groups if len(group.paths) > 1]


def main():
    reader = Reader(Path(sys.argv[1]))
    for line in sys.stdin:
        target, *sources = line.strip().split(";")
        for number, group in enumerate(groups_of(reader, [Path(source) for source in sources], int(sys.argv[2]))):
            print(target, f"group_{number}", *group.paths, sep=";")
    print("headers", *sorted(set().union(*reader.closures.values())), sep=";")


if __name__ == "__main__":
    main()
