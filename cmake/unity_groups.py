"""unity_groups.py INCLUDES MAX OUTPUT: writes sources that are compiled as one, so that it means what it means file by file.

Sources of one library are compiled in groups, because most of a small file's time goes into what it includes. A group begins with
all that its files include. A name that a file keeps to itself (in an unnamed namespace, `static`, an alias) is then seen by the
files behind it, and it sees the headers of the others. Where such a name occurs in another file of the group, or is declared by a
header that its file does not include, it is another name while one of the files is compiled (`#define kRows kRows_2`). A file in
which that cannot be done (the name also stands behind `.`, `->` or `::`, or is a test's) joins another group or stays alone; what
such a name means could else change without an error. Of an alias that two files declare by the same words neither is another name.
Nor does a file join others by which a name before `::` could lead elsewhere: they or their headers declare a namespace of that name
in one that the file is in, and the file knows none there. Where one group cannot take
all of a target, files that include the same libraries of headers come together.

Reads a target a line, `TARGET;SOURCE;...`, all paths absolute; INCLUDES is the folder of the project's headers. Writes groups of at
most MAX sources to OUTPUT/TARGET/group_N.cpp and prints one a line, `TARGET;FILE;SOURCE;...`. Sources that stay alone are left out.
The last line, `headers;...`, has the headers that the groups follow from.
"""
import re
import sys
from collections import Counter
from pathlib import Path

NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])*\'', re.S)
SPACE = re.compile(r"namespace\s+(\w+)\s*=|namespace\b([\w\s:]*)\{|([{}])")
QUALIFIER = re.compile(r"(?<![\w:.>])([A-Za-z_]\w*)\s*::")
MEMBER = re.compile(r"(?:\.|->|::)\s*([A-Za-z_]\w*)")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
SYSTEM_INCLUDE = re.compile(r"^#include (<[^>]+>)", re.M)
TEST = re.compile(r"\b(?:TEST(?:_F|_P)?|INSTANTIATE_TEST_SUITE_P)\((\w+),\s*(\w+)")
TYPE = re.compile(r"\b(?:struct|class|union|enum(?:\s+class|\s+struct)?)\s+(\w+)|\bconcept\s+(\w+)")
NAMESPACE = re.compile(r"\bnamespace\b([\w\s:]*)$")
# Behind a type's name: what it is made of is declared elsewhere.
BASES = re.compile(r"(\b(?:class|struct)\s+[\w:]+)(?:\s+final)?\s*(?::(?!:)[^{]*)?\{$")
ALIAS = re.compile(r"\s*(?:using\s+(?:[\w:]*::)?(\w+)|namespace\s+(\w+)\s*=|typedef\b.*\b(\w+)\s*$)", re.S)
# What looks like a declared name and is none: keywords behind a type, macros that make functions.
NOT_DECLARED = re.compile(r"(?:\d\w*|struct|class|union|enum|TEST\w*|INSTANTIATE\w*|[A-Z_]+_P|unsigned|signed|char|int|long|short|bool|double|float|void|auto|const|"
                          r"constexpr|operator|noexcept|decltype|requires|return|if|for|while|switch|sizeof|new|delete)$")
DECLARED = re.compile(r"\b(\w+)\s*(?:\[[^\]]*\]\s*)*(?:[({=;]|$)")


def within(folder, path):
    """By its name in `folder`, where it lies there: the same for the compiler's cache wherever the checkout lies."""
    return path.relative_to(folder) if path.is_relative_to(folder) else path


class Source:
    """What matters of one file: the names in it, those that it keeps to itself, and what it includes."""

    def __init__(self, includes, path):
        self.path = path
        text = path.read_text()
        folders = (includes, *path.parents)  # A program's own lie in its folder, and are named from there.
        self.headers = [found for name in INCLUDE.findall(text)
                        if (found := next((f / name for f in folders if (f / name).exists()), None))]
        # Of what such a library has in its headers (`<CLI/App.hpp>`) each group that includes them compiles a copy.
        self.libraries = {name.partition("/")[0] for name in re.findall(r"^#include <([^>]+\.hpp)>", text, re.M)}
        self.includes = [f'"{within(includes, path.parent / name) if (path.parent / name).exists() else name}"'
                         for name in INCLUDE.findall(text)] + SYSTEM_INCLUDE.findall(text)
        code = re.sub(r"^#(?:[^\n\\]|\\\n|\\.)*", "", NOISE.sub(lambda m: '""' if m[0][0] in "R\"" else " ", text), flags=re.M)
        self.spaces = namespaces_of(code)
        self.qualifiers = set(QUALIFIER.findall(code))
        tests = TEST.findall(code) if "TEST" in code else []
        self.names = {word for word in set(re.findall(r"\w+", MEMBER.sub(" ", code))) if not word[0].isdigit()}
        # Those that have to stay what they are: members, names of other scopes, and what the names of tests are made of.
        self.fixed = set(MEMBER.findall(code)) | {part for test in tests for part in test}
        self.declared, own, self.aliases = declared_names(code)
        self.own = own | {f"{suite}_{test}_Test" for suite, test in tests}
        self.is_alone = bool("using namespace" in code and re.search(r"^\s*using namespace\b", code, re.M)
                             or re.search(r"^#\s*(?:define|if|ifdef|ifndef|undef)\b", text, re.M))

    def same_aliases(self, other):
        return {name for name, words in self.aliases.items() if other.aliases.get(name) == words}


def namespaces_of(code):
    """All that are declared or opened, each as a tuple of names from the outermost on. Not those of blocks, which nobody else sees."""
    stack, found, depth = [()], {()}, 0
    for alias, names, brace in SPACE.findall(code):
        if depth or brace:
            depth += {"{": 1, "}": -1}.get(brace, 0)
            if depth < 0:
                stack, depth = stack[:-1] or [()], 0
        elif alias:
            found.add((*stack[-1], alias))
        else:
            inner = (*stack[-1], *re.findall(r"\w+", names))
            found |= {inner[:length] for length in range(len(inner) + 1)}
            stack.append(inner)
    return found


def statements(code):
    """(text, is_private) of each declaration in a namespace; is_private: within an unnamed one."""
    stack, start, depth = [], 0, 0
    for match in re.finditer("[{};]", code):
        char, at = match[0], match.start()
        if char == "{":
            scope = NAMESPACE.search(code, start, at) if depth == 0 else None
            if scope:
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
        elif depth == 0:
            yield code[start:at + 1], any(stack)
            start = at + 1


def names_of(declaration):
    head = re.sub(r"<[^<>]*>", "", re.sub(r"<[^<>]*>", "", declaration.split("{", 1)[0] + "{"))
    head = BASES.sub(r"\1{", head)
    yield from (name for pair in TYPE.findall(head) for name in pair if name)
    yield from DECLARED.findall(head)[:3]
    if re.match(r"\s*enum\b(?!\s+(?:class|struct))", declaration):
        yield from re.findall(r"\b(\w+)\b", declaration.partition("{")[2])


def declared_names(code):
    """Those of all declarations in namespaces, those of them that others do not see (of declarations in unnamed namespaces, of
    `static` ones and of aliases), and {name: words} of the aliases."""
    declared, own, aliases = set(), set(), {}
    for text, is_private in statements(code):
        alias = ALIAS.match(text)
        names = set(filter(None, alias.groups())) if alias else set(names_of(text))
        names = {name for name in names if not NOT_DECLARED.match(name)}
        declared |= names
        if alias or is_private or re.match(r"\s*static\b", text):
            own |= names
        if alias:
            aliases |= {name: " ".join(text.split()) for name in names}
    return declared, own, aliases


class Reader:
    def __init__(self, includes):
        self.includes = includes
        self.sources = {}
        self.closures = {}
        self.scopes = {}
        self.declaring = {}  # name: the sources that declare it

    def source(self, path):
        if path not in self.sources:
            self.sources[path] = source = Source(self.includes, path)
            for name in source.declared:
                self.declaring.setdefault(name, set()).add(source)
        return self.sources[path]

    def closure(self, path):
        """The project's headers that `path` includes, directly or not, as sources."""
        if path not in self.closures:
            found, left = set(), list(self.source(path).headers)
            while left:
                header = self.source(left.pop())
                if header not in found:
                    found.add(header)
                    left += header.headers
            self.closures[path] = found
        return self.closures[path]

    def libraries(self, path):
        return self.source(path).libraries.union(*(header.libraries for header in self.closure(path)))

    def by_libraries(self, paths):
        """Those that use the library that the fewest use first, those that use none last."""
        users = Counter(name for path in paths for name in self.libraries(path))
        return sorted(paths, key=lambda path: sorted((users[name], name) for name in self.libraries(path)) or [(len(paths) + 1,)])

    def scope(self, path):
        """(the namespaces, the names before `::`) of `path` and of its headers."""
        if path not in self.scopes:
            sources = [self.source(path), *self.closure(path)]
            self.scopes[path] = (set().union(*(one.spaces for one in sources)), set().union(*(one.qualifiers for one in sources)))
        return self.scopes[path]

    def is_misled(self, path, spaces):
        """Whether a name before `::` could lead to one of those namespaces in place of what it leads to. One that is in no other
        hides nothing."""
        known, qualifiers = self.scope(path)
        return any(len(space) > 1 and space[-1] in qualifiers and space[:-1] in known for space in spaces - known)

    def declared(self, names, headers):
        """Those of `names` that one of the headers declares."""
        return {name for name in names if not self.declaring.get(name, set()).isdisjoint(headers)}


class Group:
    """Files that are compiled as one. In `names` and `own` of a file stand the names that it has there."""

    def __init__(self, reader):
        self.reader = reader
        self.renamed = {}  # path: the names that are others there
        self.headers = set()
        self.spaces = set()

    def own(self, path):
        return self.reader.source(path).own - self.renamed[path]

    def names(self, path):
        return self.reader.source(path).names - self.renamed[path]

    def may_rename(self, path, names):
        source = self.reader.source(path)
        return (names <= source.own and names.isdisjoint(source.fixed)
                and not self.reader.declared(names, self.reader.closure(path)))

    def place_for(self, path):
        """(order, {path: names}) of the files with `path` behind or before the others, and of the names that have to be others
        for that; or None."""
        files = list(self.renamed)
        spaces = self.reader.scope(path)[0]
        if self.reader.is_misled(path, self.spaces) or any(self.reader.is_misled(file, spaces) for file in files):
            return None
        for order in (files + [path], [path] + files):
            renames = self.renames_for(path, order)
            if all(self.may_rename(file, names) for file, names in renames.items()):
                return order, renames
        return None

    def renames_for(self, path, order):
        source, closure = self.reader.source(path), self.reader.closure(path)
        added = closure - self.headers
        renames = {path: self.reader.declared(source.own, self.headers - closure)}
        for other in self.renamed:
            renames[other] = self.reader.declared(self.own(other), added)
            # What the second file keeps to itself is not there yet where the first is compiled.
            if order[0] == path:
                shared = source.own & (self.names(other) | self.own(other))
            else:
                shared = self.own(other) & (source.names | source.own)
            shared -= source.same_aliases(self.reader.source(other))
            movable = {name for name in shared if self.may_rename(path, {name})}
            renames[path] |= movable
            renames[other] |= shared - movable
        return renames

    def take(self, path, order, renames):
        self.renamed = {file: self.renamed.get(file, set()) | renames.get(file, set()) for file in order}
        self.headers |= self.reader.closure(path)
        self.spaces |= self.reader.scope(path)[0]

    def text(self):
        sources = [self.reader.source(path) for path in self.renamed]
        lines = [f"#include {name}" for name in dict.fromkeys(name for source in sources for name in source.includes)]
        for number, (path, names) in enumerate(self.renamed.items()):
            lines += [f"#define {name} {name}_{number}" for name in sorted(names)]
            lines.append(f'#include "{within(self.reader.includes, path)}"')
            lines += [f"#undef {name}" for name in sorted(names)]
        return "\n".join(lines) + "\n"


def groups_of(reader, paths, max_size):
    groups = []
    for path in paths if len(paths) <= max_size else reader.by_libraries(paths):
        if reader.source(path).is_alone:
            continue
        for group in groups:
            if len(group.renamed) < max_size and (place := group.place_for(path)):
                group.take(path, *place)
                break
        else:
            group = Group(reader)
            group.take(path, [path], {})
            groups.append(group)
    return [group for group in groups if len(group.renamed) > 1]


def write_if_other(path, text):
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def main():
    reader, max_size, output = Reader(Path(sys.argv[1])), int(sys.argv[2]), Path(sys.argv[3])
    for line in sys.stdin:
        target, *sources = line.strip().split(";")
        for number, group in enumerate(groups_of(reader, [Path(source) for source in sources], max_size)):
            file = output / target / f"group_{number}.cpp"
            write_if_other(file, group.text())
            print(target, file, *group.renamed, sep=";")
    print("headers", *sorted(header.path for header in set().union(*reader.closures.values())), sep=";")


if __name__ == "__main__":
    main()
