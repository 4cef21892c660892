"""Which sources cmake/unity_groups.py compiles together, and under which names."""
import pathlib
import subprocess
import sys
import textwrap

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "cmake" / "unity_groups.py"

# what it shows; the files; those that are compiled together, with the names that are others in them
CASES = [
    ("names that do not meet", {"a.cpp": "namespace { int x; }", "b.cpp": "namespace { int y; }"}, {"a.cpp": [], "b.cpp": []}),
    ("both keep it to themselves", {"a.cpp": "namespace { int x; }", "b.cpp": "namespace { int x; }"},
     {"a.cpp": [], "b.cpp": ["x"]}),
    ("a local of another file", {"a.cpp": "namespace { int x; }", "b.cpp": "int f() { int x = 1; return x; }"},
     {"a.cpp": ["x"], "b.cpp": []}),
    ("a member, too: it cannot be another, and comes last", {"a.cpp": "namespace { int x; } int g(S s) { return s.x; }",
                                                            "b.cpp": "int f() { int x = 1; return x; }"},
     {"b.cpp": [], "a.cpp": []}),
    ("members of both: neither may come first", {"a.cpp": "namespace { int x; } int g(S s) { int y = s.x; return y; }",
                                                 "b.cpp": "namespace { int y; } int f(S s) { int x = s.y; return x; }"}, {}),
    ("what a file behind keeps to itself is not there yet", {"a.cpp": "int f() { int x = 1; return x; }",
                                                            "b.cpp": "namespace { int x; } int g(S s) { return s.x; }"},
     {"a.cpp": [], "b.cpp": []}),
    ("an alias of the same words is one", {"a.cpp": "namespace { using other::T; T a; }", "b.cpp": "namespace { using other::T; T b; }"},
     {"a.cpp": [], "b.cpp": []}),
    ("an alias of other words is not", {"a.cpp": "namespace { using other::T; T a; }", "b.cpp": "namespace { using another::T; T b; }"},
     {}),
    ("behind :: it is another scope's", {"a.cpp": "namespace { int x; }", "b.cpp": "int f() { return other::x; }"},
     {"a.cpp": [], "b.cpp": []}),
    ("a header that only one includes declares it",
     {"h.h": "int x();", "a.cpp": "namespace { int x; }", "b.cpp": '#include "h.h"\nint f() { return 1; }'},
     {"a.cpp": ["x"], "b.cpp": []}),
    ("an overload of its header's", {"h.h": "int x();", "a.cpp": '#include "h.h"\nnamespace { int x(int); }',
                                     "b.cpp": "namespace { int x; }"}, {"a.cpp": [], "b.cpp": ["x"]}),
    ("names of tests stay", {"a_test.cpp": "namespace { TEST(World, Turns) {} }", "b_test.cpp": "namespace { struct World {}; }"},
     {"a_test.cpp": [], "b_test.cpp": []}),
    ("names of tests stay what they are behind it",
     {"a_test.cpp": "namespace { struct World {}; }", "b_test.cpp": "namespace { TEST(World, Turns) {} }"},
     {"a_test.cpp": ["World"], "b_test.cpp": []}),
    ("a fixture stays, too", {"a_test.cpp": "namespace { struct World {}; TEST_F(World, Turns) {} }",
                              "b_test.cpp": "namespace { struct World {}; TEST_F(World, Stops) {} }"}, {}),
    ("keywords and numbers are no names", {"a.cpp": "namespace { unsigned char t[10]; }", "b.cpp": "unsigned long f() { return 10; }"},
     {"a.cpp": [], "b.cpp": []}),
    ("a base is declared elsewhere", {"a.cpp": "namespace { class A final : public Base { }; }",
                                      "b.cpp": "namespace { class B final { }; } Base* b;"}, {"a.cpp": [], "b.cpp": []}),
    ("another's namespace would be nearer",
     {"a.h": "namespace x { struct T {}; }", "b.h": "namespace n { namespace x { struct T { int i[4]; }; } }",
      "a.cpp": '#include "a.h"\nnamespace n { int f() { return sizeof(x::T); } }', "b.cpp": '#include "b.h"\nint g();'}, {}),
    ("a file's own namespace, too", {"b.cpp": "namespace n::x { int t; }", "a.cpp": "namespace n { int f() { return x::t; } }"}, {}),
    ("and a short name of one", {"b.cpp": "namespace n { namespace x = y; }", "a.cpp": "namespace n { int f() { return x::t; } }"}, {}),
    ("one that a header would find nearer",
     {"a.h": "namespace n { int f(x::T); }", "b.h": "namespace n::x { }", "a.cpp": '#include "a.h"\n', "b.cpp": '#include "b.h"\n'}, {}),
    ("a namespace that both know", {"x.h": "namespace n::x { }", "a.cpp": '#include "x.h"\nnamespace n { int f() { return x::t; } }',
                                    "b.cpp": "namespace n::x { int g(); }"}, {"a.cpp": [], "b.cpp": []}),
    ("a short name that only a function has",
     {"b.cpp": "namespace n { void g() { namespace x = y; } }", "a.cpp": "namespace n { int f() { return x::t; } }"},
     {"b.cpp": [], "a.cpp": []}),
    ("a namespace elsewhere", {"a.cpp": "namespace n { int f() { return x::t; } }", "b.cpp": "namespace m::x { int g(); }"},
     {"a.cpp": [], "b.cpp": []}),
    ("macros of its own", {"a.cpp": "#define A 1\n", "b.cpp": "int f();"}, {}),
    ("a namespace's names at large", {"a.cpp": "using namespace other;", "b.cpp": "int f();"}, {}),
]


@pytest.mark.parametrize("files, together", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_groups(tmp_path, files, together):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    sources = [str(tmp_path / name) for name in files if name.endswith(".cpp")]
    done = subprocess.run([sys.executable, SCRIPT, tmp_path, "12", tmp_path / "out"], input=";".join(["target", *sources]) + "\n",
                          capture_output=True, text=True, check=True)
    groups = [line.split(";") for line in done.stdout.splitlines() if not line.startswith("headers")]
    assert [pathlib.Path(source).name for group in groups for source in group[2:]] == list(together)
    for group in groups:
        assert names_in(pathlib.Path(group[1]).read_text()) == together


def names_in(text):
    """{file: the names that are others while it is compiled}"""
    found, defined = {}, []
    for line in text.splitlines():
        if line.startswith("#define"):
            defined.append(line.split()[1])
        elif line.startswith('#include "'):
            found[line.split('"')[1]] = defined
            defined = []
    return {name: names for name, names in found.items() if name.endswith(".cpp")}


def test_files_that_include_a_library_of_headers_come_together(tmp_path):
    (tmp_path / "h.h").write_text("#include <Lib/Lib.hpp>\n")
    for name, text in {"a": "", "b": "#include <Lib/App.hpp>\n", "c": "#include <map>\n", "d": '#include "h.h"\n'}.items():
        (tmp_path / f"{name}.cpp").write_text(f"{text}int {name}();")
    done = subprocess.run([sys.executable, SCRIPT, tmp_path, "2", tmp_path / "out"], check=True, text=True, capture_output=True,
                          input=";".join(["target", *(f"{tmp_path}/{name}.cpp" for name in "abcd")]) + "\n")
    groups = [line.split(";")[2:] for line in done.stdout.splitlines() if line.startswith("target")]
    assert [[pathlib.Path(source).stem for source in group] for group in groups] == [["b", "d"], ["a", "c"]]


def test_a_group_begins_with_what_its_files_include(tmp_path):
    (tmp_path / "h.h").write_text("int h();")
    (tmp_path / "a.cpp").write_text('#include "h.h"\n#include <map>\n')
    (tmp_path / "b.cpp").write_text("#include <set>\nint b();")
    subprocess.run([sys.executable, SCRIPT, tmp_path, "12", tmp_path / "out"], check=True, text=True, capture_output=True,
                   input=f"target;{tmp_path}/a.cpp;{tmp_path}/b.cpp\n")
    assert (tmp_path / "out/target/group_0.cpp").read_text() == textwrap.dedent("""\
        #include "h.h"
        #include <map>
        #include <set>
        #include "a.cpp"
        #include "b.cpp"
        """)
