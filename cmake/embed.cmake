# Writes FILE into a C++ source as an array of bytes; a raw string literal would be limited to 64 KiB.
file(READ "${FILE}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
file(WRITE "${HEADER}" "#pragma once\n#include <string_view>\nnamespace eni::embedded {\nextern const std::string_view ${SYMBOL};\n}\n")
file(WRITE "${SOURCE}" "#include \"embedded/${SYMBOL}.h\"\nnamespace eni::embedded {\nnamespace {\nconst char kBytes[] = {${bytes}'\\0'};\n}\nconst std::string_view ${SYMBOL}{kBytes, sizeof kBytes - 1};\n}\n")
