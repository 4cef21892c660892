#include "eni_trunking/demo/web/ask.h"

#include <cstdio>

#include "eni_trunking/demo/web/http.h"

namespace eni::demo_web {

int ask(const std::vector<std::string>& addresses) {
  constexpr std::size_t kMaxPageBytes = 4096;
  int code = 0;
  for (const std::string& address : addresses) {
    const Page page = get(address, "/", kMaxPageBytes);
    if (!page.is_there) code = 1;
    const std::string line = page.is_there ? page.body.substr(0, page.body.find('\n')) : page.problem;
    std::printf("%s %s\n", address.c_str(), line.c_str());
  }
  return code;
}

}  // namespace eni::demo_web
