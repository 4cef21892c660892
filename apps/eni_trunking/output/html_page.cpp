#include "eni_trunking/output/html_page.h"

#include "base/text.h"

namespace eni::command {

std::string html_page(std::string_view title, std::string_view body) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
         xml_escape(title) +
         "</title>\n<style>\n:root { color-scheme: light dark; }\n"
         "body { max-width: 760px; margin: 2rem auto; padding: 0 1rem; font: 14px system-ui, sans-serif; }\n"
         "svg { max-width: 100%; height: auto; }\n"
         "table { border-collapse: collapse; margin-top: 1.5rem; }\n"
         "th, td { padding: .25rem .9rem; text-align: right; border-bottom: 1px solid #8884; }\n"
         "th:first-child { text-align: left; font-weight: normal; }\n"
         "pre { color: GrayText; white-space: pre-wrap; }\n</style>\n</head>\n<body>\n" +
         std::string(body) + "</body>\n</html>\n";
}

}  // namespace eni::command
