/// The program in the image of the demo's containers. It knows two things:
///
///     web serve             answers HTTP on port 80 with a line: "task ID at ADDRESS, HOST NAME"
///     web ask ADDRESS...    asks each of them for that, and writes "ADDRESS LINE" of each
///
/// Static, and without anything of the machine that runs it: the image has no other file.
#include <cstdio>
#include <cstring>

#include "eni_trunking/demo/web/ask.h"
#include "eni_trunking/demo/web/serve.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "serve") == 0) return eni::demo_web::serve();
  if (argc > 2 && std::strcmp(argv[1], "ask") == 0) return eni::demo_web::ask({argv + 2, argv + argc});
  std::fputs("usage: web serve | web ask ADDRESS...\n", stderr);
  return 2;
}
